import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { VisibleText } from '@/components/auto-replace/visible-text';
import { Badge } from '@/components/ui/badge';
import type { ReplacementView } from '@/lib/replacements/queries';
import type { Pair } from '@/lib/replacements/rules';
import { isGsm } from '@/lib/text/encoding';
import { EntryRow } from './entry-row';

type EntryListProps = {
  entries: readonly ReplacementView[];
  /** Whether the user may change the entries. */
  editable: boolean;
  footer?: ReactNode;
};

/** The entries as rows; below 640 px as cards. */
export function EntryList({ entries, editable, footer }: EntryListProps) {
  return (
    <div className="sm:rounded-card sm:border sm:bg-card">
      <div aria-hidden className={`hidden border-b px-4 py-3 text-small font-medium text-soft sm:grid ${COLUMNS}`}>
        <span>Search</span>
        <span />
        <span>Replacement</span>
      </div>
      <ul aria-label="Entries" className="max-sm:space-y-2.5">
        {entries.map((entry) => (
          <li
            key={entry.search}
            className="border-b px-4 py-1.5 last:border-b-0 hover:bg-hover max-sm:rounded-card max-sm:border! max-sm:bg-card"
          >
            {editable ? (
              <EntryRow entry={entry}>
                <PairText {...entry} />
              </EntryRow>
            ) : (
              <div className="flex min-h-9 items-center">
                <PairText {...entry} />
              </div>
            )}
          </li>
        ))}
      </ul>
      {footer && <div className="sm:border-t sm:px-4">{footer}</div>}
    </div>
  );
}

const COLUMNS = 'grid-cols-[minmax(0,14rem)_1.5rem_minmax(0,1fr)] items-center gap-3';

function PairText({ search, replacement }: Pair) {
  return (
    <div className={`grid min-w-0 flex-1 max-sm:grid-cols-[auto_1.25rem_minmax(0,1fr)]! ${COLUMNS}`}>
      <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
        <VisibleText text={search} />
        <CodePoint of={search} />
      </span>
      <ArrowRight aria-label="becomes" className="size-4 text-faint" strokeWidth={1.75} />
      <span className="flex min-w-0 flex-wrap items-center gap-x-2">
        {replacement === '' ? <span className="text-soft">nothing</span> : <VisibleText text={replacement} />}
        {!isGsm(replacement) && <Badge tone="wait">not in GSM-7</Badge>}
      </span>
    </div>
  );
}

/** The code point of a single character, because many quotes and dashes look the same. */
function CodePoint({ of }: { of: string }) {
  const [character, ...others] = of;
  if (!character || others.length > 0 || /[A-Za-z0-9]/.test(character)) return null;
  const number = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  return <span className="font-mono text-small text-faint">U+{number}</span>;
}
