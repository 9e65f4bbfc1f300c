import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { TableCard, Td, Th, ThActions, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { formatCount } from '@/lib/format';
import type { KeyView } from '@/lib/keys/view';
import type { ColumnLooks } from './columns';
import type { RowActions } from './key-actions';
import { DIMMED, KeyName, LastUsed, MaskedKey } from './key-cells';
import { SelectPage, SelectRow } from './key-selection';
import { KIND_NAMES } from './kinds';
import { RestrictionLabel } from './restriction-label';
import { RowMenu, RowStatus } from './row-controls';
import { SortHead } from './sort-head';
import { Sparkline } from './sparkline';

export type KeyListProps = {
  keys: KeyView[];
  now: string;
  /** Whether the person may switch and delete keys. */
  manages: boolean;
  actions: RowActions;
};
type KeyTableProps = KeyListProps & { looks: ColumnLooks; footer: ReactNode };

/** Keys from 640 px on. */
export function KeyTable({ keys, footer, ...rest }: KeyTableProps) {
  return (
    <div className="@container hidden sm:block">
      <TableCard footer={footer}>
        <thead>
          <Heads looks={rest.looks} manages={rest.manages} />
        </thead>
        <tbody>
          {keys.map((key) => (
            <KeyRow key={key.id} item={key} {...rest} />
          ))}
        </tbody>
      </TableCard>
    </div>
  );
}

function Heads({ looks, manages }: { looks: ColumnLooks; manages: boolean }) {
  return (
    <tr>
      {manages && (
        <Th className="w-9 pr-1">
          <SelectPage />
        </Th>
      )}
      <SortHead sort="name">Key name</SortHead>
      {looks.type && (
        <SortHead sort="type" className={looks.type.shown}>
          Type
        </SortHead>
      )}
      <Th>API auth key</Th>
      {looks.createdBy && (
        <SortHead sort="createdBy" className={looks.createdBy.shown}>
          Username
        </SortHead>
      )}
      {looks.createdAt && (
        <SortHead sort="createdAt" className={looks.createdAt.shown}>
          Date created
        </SortHead>
      )}
      {looks.lastUsedAt && (
        <SortHead sort="lastUsedAt" className={looks.lastUsedAt.shown}>
          Last used
        </SortHead>
      )}
      {looks.timesUsed && (
        <SortHead sort="timesUsed" className={cn(looks.timesUsed.shown, 'text-right')}>
          Times used
        </SortHead>
      )}
      {looks.usage && <Th className={looks.usage.shown}>14 days</Th>}
      {looks.restriction && <Th className={looks.restriction.shown}>IP restriction</Th>}
      <SortHead sort="status">Status</SortHead>
      <ThActions />
    </tr>
  );
}

function KeyRow({ item, now, manages, actions, looks }: Omit<KeyTableProps, 'keys' | 'footer'> & { item: KeyView }) {
  const deleted = item.status === 'deleted';
  return (
    <Tr
      className="h-14 has-[input:checked]:bg-accent-tint"
      {...(deleted ? { 'data-deleted': '' } : { 'data-key-row': item.id })}
    >
      {manages && <Td className="w-9 pr-1">{!deleted && <SelectRow id={item.id} name={item.name} />}</Td>}
      <Td className="h-14 w-full max-w-0 py-1.5">
        <div className={DIMMED}>
          <KeyName item={item} now={now} />
        </div>
      </Td>
      {looks.type && (
        <Td className={cn('whitespace-nowrap text-soft', looks.type.shown, DIMMED)}>{KIND_NAMES[item.type]}</Td>
      )}
      <Td>
        <MaskedKey item={item} copy={actions.copy} />
        {looks.type && (
          <span className={cn('block text-small text-soft', looks.type.folded, DIMMED)}>{KIND_NAMES[item.type]}</span>
        )}
      </Td>
      <FactCells item={item} now={now} looks={looks} />
      <Td className="w-0 whitespace-nowrap">
        <RowStatus item={item} manages={manages} actions={actions} />
      </Td>
      <Td className="w-0">
        <RowMenu item={item} manages={manages} actions={actions} />
      </Td>
    </Tr>
  );
}

/** The cells that only tell. What has no column of its own stands below its neighbour. */
function FactCells({ item, now, looks }: { item: KeyView; now: string; looks: ColumnLooks }) {
  const creator = item.createdBy ?? '–';
  const times = formatCount(item.timesUsed);
  return (
    <>
      {looks.createdBy && (
        <Td className={cn('max-w-32 truncate text-soft', looks.createdBy.shown, DIMMED)} title={creator}>
          {creator}
        </Td>
      )}
      {looks.createdAt && (
        <Td className={cn('whitespace-nowrap text-soft', looks.createdAt.shown, DIMMED)}>
          <Time at={item.createdAt.toISOString()} now={now} show="date" />
          {looks.createdBy && (
            <span className={cn('block max-w-24 truncate text-small', looks.createdBy.folded)} title={creator}>
              {creator}
            </span>
          )}
        </Td>
      )}
      {looks.lastUsedAt && (
        <Td className={cn('text-soft', looks.lastUsedAt.shown, DIMMED)}>
          <LastUsed item={item} now={now} />
          {looks.timesUsed && (
            <span className={cn('block text-small whitespace-nowrap tabular-nums', looks.timesUsed.folded)}>
              {times} {item.timesUsed === 1 ? 'time' : 'times'}
            </span>
          )}
        </Td>
      )}
      {looks.timesUsed && <Td className={cn('text-right tabular-nums', looks.timesUsed.shown, DIMMED)}>{times}</Td>}
      {looks.usage && (
        <Td className={cn('w-0', looks.usage.shown, DIMMED)}>
          <Sparkline usage={item.usage} />
        </Td>
      )}
      {looks.restriction && (
        <Td className={cn(looks.restriction.shown, DIMMED)}>
          <RestrictionLabel restriction={item.restriction} />
        </Td>
      )}
    </>
  );
}
