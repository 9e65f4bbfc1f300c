import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import { TableCard, Td, Th, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { formatCount } from '@/lib/format';
import type { KeyView } from '@/lib/keys/view';
import { CopyKeyButton } from './copy-key-button';
import type { KeyActions, RowActions } from './key-actions';
import { KeyMenu } from './key-menu';
import { KeyStatusSwitch } from './key-status-switch';

export type KeyListProps = {
  keys: KeyView[];
  now: string;
  /** Whether the person may switch and delete keys. */
  manages: boolean;
  actions: RowActions;
};

// A disabled key steps back; what can still be done with it does not.
const DIMMED =
  'group-has-[[role=switch][data-state=unchecked]]/row:text-faint group-has-[[role=switch][data-state=unchecked]]/row:**:text-faint';

/** Keys from 640 px on. */
export function KeyTable({ keys, footer, ...rest }: KeyListProps & { footer: ReactNode }) {
  return (
    <TableCard footer={footer} className="hidden sm:block">
      <thead>
        <tr>
          <Th>Key name</Th>
          <Th>API auth key</Th>
          <Th className="hidden xl:table-cell">Username</Th>
          <Th className="hidden lg:table-cell">Date created</Th>
          <Th className="hidden lg:table-cell">Last used</Th>
          <Th className="hidden text-right lg:table-cell">Times used</Th>
          <Th>Status</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <KeyRow key={key.id} item={key} {...rest} />
        ))}
      </tbody>
    </TableCard>
  );
}

function KeyRow({ item, now, manages, actions }: Omit<KeyListProps, 'keys'> & { item: KeyView }) {
  return (
    <Tr className="h-14">
      <Td className="h-14 w-[30%] max-w-0">
        <KeyName item={item} />
      </Td>
      <Td className="whitespace-nowrap">
        <MaskedKey item={item} copy={actions.copy} />
      </Td>
      <Td className={cn('hidden max-w-36 truncate text-soft xl:table-cell', DIMMED)}>{item.createdBy ?? '–'}</Td>
      <Td className={cn('hidden whitespace-nowrap text-soft lg:table-cell', DIMMED)}>
        <Time at={item.createdAt.toISOString()} now={now} show="date" />
      </Td>
      <Td className={cn('hidden whitespace-nowrap text-soft lg:table-cell', DIMMED)}>
        <LastUsed item={item} now={now} />
      </Td>
      <Td className={cn('hidden text-right tabular-nums lg:table-cell', DIMMED)}>{formatCount(item.timesUsed)}</Td>
      <Td className="w-0 whitespace-nowrap">
        <KeyStatusSwitch
          id={item.id}
          name={item.name}
          enabled={item.enabled}
          setEnabled={manages ? actions.setEnabled : null}
        />
      </Td>
      <Td className="w-0">
        <KeyMenu
          id={item.id}
          name={item.name}
          enabled={item.enabled}
          copyable={item.copyable}
          manages={manages}
          actions={actions}
        />
      </Td>
    </Tr>
  );
}

export function KeyName({ item }: { item: KeyView }) {
  return (
    <div className={DIMMED}>
      <p className="flex items-center gap-2">
        <span className="truncate font-medium" title={item.name}>
          {item.name}
        </span>
        {item.mode === 'test' && <Badge tone="accent">test</Badge>}
      </p>
      {item.description && (
        <p className="truncate text-small text-soft" title={item.description}>
          {item.description}
        </p>
      )}
    </div>
  );
}

export function MaskedKey({ item, copy }: { item: KeyView; copy: KeyActions['copy'] }) {
  return (
    <span className="inline-flex items-center gap-1">
      <span className={cn('font-mono text-code text-soft', DIMMED)}>{item.masked}</span>
      {item.copyable && <CopyKeyButton id={item.id} name={item.name} copy={copy} />}
    </span>
  );
}

function LastUsed({ item, now }: { item: KeyView; now: string }) {
  if (!item.lastUsedAt) return 'never';
  return (
    <>
      <Time at={item.lastUsedAt.toISOString()} now={now} />
      {item.lastUsedIp && (
        <span className="block max-w-32 truncate font-mono text-small" title={item.lastUsedIp}>
          {item.lastUsedIp}
        </span>
      )}
    </>
  );
}
