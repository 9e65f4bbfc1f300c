import type { AutoReplaceMode } from '@/lib/messages/auto-replace-modes';

export type ModeWords = { mode: AutoReplaceMode; title: string; meaning: string };

/** The modes as people choose between them. */
export const MODES: readonly ModeWords[] = [
  { mode: 'off', title: 'Off', meaning: 'The text is sent exactly as given.' },
  { mode: 'on', title: 'On', meaning: 'The characters and words of the account’s table are replaced, nothing else.' },
  {
    mode: 'full',
    title: 'Full',
    meaning: 'Then every character GSM-7 lacks becomes the closest it has. Not for Cyrillic and the like.',
  },
];
