import type { AutoReplaceMode } from '@/lib/text/auto-replace-modes';

export type ModeLabel = { mode: AutoReplaceMode; title: string; description: string };

/** The modes with their labels. */
export const AUTO_REPLACE_MODES: readonly ModeLabel[] = [
  { mode: 'off', title: 'Off', description: 'The text is sent unchanged.' },
  {
    mode: 'on',
    title: 'On',
    description: 'The characters and words of the account’s table are replaced, nothing else.',
  },
  {
    mode: 'full',
    title: 'Full',
    description:
      'In addition, every other character outside of GSM-7 becomes a similar one. Not for Cyrillic and other scripts.',
  },
];
