import { formatCount } from '@/lib/base/format';
import type { KeyView } from '@/lib/keys/key-view';
import { KEY_TYPE_NAMES } from '../../_shared/key-labels';
import { SelectRow } from '../_selection/key-selection';
import { DIMMED, KeyName, LastUsed, MaskedKey, RowMenu, RowStatus } from './key-cells';
import type { KeyListProps } from './key-table';
import { RestrictionLabel } from './restriction-label';
import { Sparkline } from './sparkline';

/** The keys as cards below 640 px, with the content of the table. */
export function KeyCards({ keys, ...rest }: KeyListProps) {
  return (
    <ul className="space-y-2.5 sm:hidden">
      {keys.map((key) => (
        <KeyCard key={key.id} item={key} {...rest} />
      ))}
    </ul>
  );
}

function KeyCard({ item, now, manages }: Omit<KeyListProps, 'keys'> & { item: KeyView }) {
  const deleted = item.status === 'deleted';
  return (
    <li
      className="group/row rounded-card border bg-card py-3 pr-2 pl-4 has-[input:checked]:border-accent"
      {...(deleted ? { 'data-deleted': '' } : { 'data-key-row': item.id })}
    >
      <div className="flex items-start gap-3">
        {manages && !deleted && (
          <span className="pt-1.5">
            <SelectRow id={item.id} name={item.name} />
          </span>
        )}
        <div className={`min-w-0 flex-1 pt-1.5 ${DIMMED}`}>
          <KeyName item={item} now={now} />
        </div>
        <RowMenu item={item} manages={manages} />
      </div>
      <div className="mt-1 flex flex-wrap items-center justify-between gap-x-3 pr-2">
        <MaskedKey item={item} />
        <RowStatus item={item} manages={manages} />
      </div>
      <div className={`mt-1 flex justify-between gap-3 pr-2 text-soft ${DIMMED}`}>
        <span className="flex gap-1">
          {item.lastUsedAt && 'used'} <LastUsed item={item} now={now} />
        </span>
        <span className="tabular-nums">
          <span className="text-ink">{formatCount(item.timesUsed)}</span> {item.timesUsed === 1 ? 'time' : 'times'}
        </span>
      </div>
      <div className={`mt-1.5 flex items-center justify-between gap-3 pr-2 ${DIMMED}`}>
        <span className="flex min-w-0 items-center gap-2.5">
          <RestrictionLabel restriction={item.restriction} />
          <span className="text-small whitespace-nowrap text-soft">{KEY_TYPE_NAMES[item.type]}</span>
        </span>
        <Sparkline usage={item.usage} />
      </div>
    </li>
  );
}
