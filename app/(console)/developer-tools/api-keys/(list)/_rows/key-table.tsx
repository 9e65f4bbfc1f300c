import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { TableCard, Td, Th, ThActions, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { formatCount } from '@/lib/base/format';
import type { KeyView } from '@/lib/keys/key-view';
import { KEY_TYPE_NAMES } from '../../_shared/key-labels';
import { SelectPage, SelectRow } from '../_selection/key-selection';
import { SortHead } from '../_toolbar/sorting';
import type { ColumnClassMap } from '../columns';
import { DIMMED, KeyName, LastUsed, MaskedKey, RowMenu, RowStatus } from './key-cells';
import { RestrictionLabel } from './restriction-label';
import { Sparkline } from './sparkline';

export type KeyListProps = {
  keys: KeyView[];
  now: string;
  /** Whether the user may enable, disable and delete keys. */
  manages: boolean;
};
type KeyTableProps = KeyListProps & { classes: ColumnClassMap; footer: ReactNode };

/** The table of keys, from 640 px on. */
export function KeyTable({ keys, footer, ...rest }: KeyTableProps) {
  return (
    <div className="@container hidden sm:block">
      <TableCard footer={footer}>
        <thead>
          <TableHead classes={rest.classes} manages={rest.manages} />
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

function TableHead({ classes, manages }: { classes: ColumnClassMap; manages: boolean }) {
  return (
    <tr>
      {manages && (
        <Th className="w-9 pr-1">
          <SelectPage />
        </Th>
      )}
      <SortHead sort="name">Key name</SortHead>
      {classes.type && (
        <SortHead sort="type" className={classes.type.shown}>
          Type
        </SortHead>
      )}
      <Th>API auth key</Th>
      {classes.createdBy && (
        <SortHead sort="createdBy" className={classes.createdBy.shown}>
          Username
        </SortHead>
      )}
      {classes.createdAt && (
        <SortHead sort="createdAt" className={classes.createdAt.shown}>
          Date created
        </SortHead>
      )}
      {classes.lastUsedAt && (
        <SortHead sort="lastUsedAt" className={classes.lastUsedAt.shown}>
          Last used
        </SortHead>
      )}
      {classes.timesUsed && (
        <SortHead sort="timesUsed" className={cn(classes.timesUsed.shown, 'text-right')}>
          Times used
        </SortHead>
      )}
      {classes.usage && <Th className={classes.usage.shown}>14 days</Th>}
      {classes.restriction && <Th className={classes.restriction.shown}>IP restriction</Th>}
      <SortHead sort="status">Status</SortHead>
      <ThActions />
    </tr>
  );
}

function KeyRow({ item, now, manages, classes }: Omit<KeyTableProps, 'keys' | 'footer'> & { item: KeyView }) {
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
      {classes.type && (
        <Td className={cn('whitespace-nowrap text-soft', classes.type.shown, DIMMED)}>{KEY_TYPE_NAMES[item.type]}</Td>
      )}
      <Td>
        <MaskedKey item={item} />
        {classes.type && (
          <span className={cn('block text-small text-soft', classes.type.folded, DIMMED)}>
            {KEY_TYPE_NAMES[item.type]}
          </span>
        )}
      </Td>
      <FactCells item={item} now={now} classes={classes} />
      <Td className="w-0 whitespace-nowrap">
        <RowStatus item={item} manages={manages} />
      </Td>
      <Td className="w-0">
        <RowMenu item={item} manages={manages} />
      </Td>
    </Tr>
  );
}

/** The cells without controls. The value of a hidden column is shown below that of the next one. */
function FactCells({ item, now, classes }: { item: KeyView; now: string; classes: ColumnClassMap }) {
  const creator = item.createdBy ?? '–';
  const times = formatCount(item.timesUsed);
  return (
    <>
      {classes.createdBy && (
        <Td className={cn('max-w-32 truncate text-soft', classes.createdBy.shown, DIMMED)} title={creator}>
          {creator}
        </Td>
      )}
      {classes.createdAt && (
        <Td className={cn('whitespace-nowrap text-soft', classes.createdAt.shown, DIMMED)}>
          <Time at={item.createdAt.toISOString()} now={now} show="date" />
          {classes.createdBy && (
            <span className={cn('block max-w-24 truncate text-small', classes.createdBy.folded)} title={creator}>
              {creator}
            </span>
          )}
        </Td>
      )}
      {classes.lastUsedAt && (
        <Td className={cn('text-soft', classes.lastUsedAt.shown, DIMMED)}>
          <LastUsed item={item} now={now} />
          {classes.timesUsed && (
            <span className={cn('block text-small whitespace-nowrap tabular-nums', classes.timesUsed.folded)}>
              {times} {item.timesUsed === 1 ? 'time' : 'times'}
            </span>
          )}
        </Td>
      )}
      {classes.timesUsed && <Td className={cn('text-right tabular-nums', classes.timesUsed.shown, DIMMED)}>{times}</Td>}
      {classes.usage && (
        <Td className={cn('w-0', classes.usage.shown, DIMMED)}>
          <Sparkline usage={item.usage} />
        </Td>
      )}
      {classes.restriction && (
        <Td className={cn(classes.restriction.shown, DIMMED)}>
          <RestrictionLabel restriction={item.restriction} />
        </Td>
      )}
    </>
  );
}
