import { EyeOff, RotateCw } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import { Link } from '@/components/ui/link';
import { Time, TimeLeft } from '@/components/ui/time';
import { Tooltip } from '@/components/ui/tooltip';
import { routes } from '@/lib/base/routes';
import type { KeyView } from '@/lib/keys/key-view';
import { CopyKeyButton, KeyStatusSwitch } from '../../_shared/key-controls';
import { KeyRowMenu } from './key-row-menu';

// The text of a disabled or deleted key is dimmed, its controls are not.
export const DIMMED =
  'group-has-[[role=switch][data-state=unchecked]]/row:text-faint group-has-[[role=switch][data-state=unchecked]]/row:**:text-faint group-data-deleted/row:text-faint group-data-deleted/row:**:text-faint';

const SOON_MS = 30 * 86_400_000;

/** The name as a link to the key's page, with description, rotation and expiry. */
export function KeyName({ item, now }: { item: KeyView; now: string }) {
  const rotating = item.rotatingUntil?.toISOString();
  return (
    <>
      <p className="flex items-center gap-2">
        {item.status === 'deleted' ? (
          <span className="truncate font-medium" title={item.name}>
            {item.name}
          </span>
        ) : (
          <Link
            href={routes.apiKey(item.id)}
            prefetch={false}
            data-row-focus
            className="truncate rounded-[4px] font-medium hover:underline hover:underline-offset-3"
            title={item.name}
          >
            {item.name}
          </Link>
        )}
        {item.environment === 'test' && (
          <Badge tone="accent" title="Its messages go to the simulator.">
            test
          </Badge>
        )}
      </p>
      {item.description && (
        <p className="truncate text-small text-soft" title={item.description}>
          {item.description}
        </p>
      )}
      {rotating && (
        <p className="flex gap-1.5 text-small text-wait">
          <RotateCw aria-hidden className="mt-0.5 size-3 shrink-0" strokeWidth={2} />
          <span>
            Rotating: old secret valid for <TimeLeft until={rotating} now={now} className="whitespace-nowrap" />
          </span>
        </p>
      )}
      {item.expiresAt && item.status !== 'deleted' && <Expiry at={item.expiresAt} now={now} />}
    </>
  );
}

function Expiry({ at, now }: { at: Date; now: string }) {
  const leftMs = at.getTime() - Date.parse(now);
  const [word, tone] =
    leftMs <= 0 ? ['Expired', 'text-bad'] : ['Expires', leftMs < SOON_MS ? 'text-wait' : 'text-soft'];
  return (
    <p className={cn('truncate text-small', tone)}>
      {word} <Time at={at.toISOString()} now={now} show={leftMs < SOON_MS ? 'relative' : 'date'} />
    </p>
  );
}

const NOT_COPYABLE = {
  shown_once: 'Shown once: cannot be copied',
  beyond_reader: 'Only administrators can copy it: it may do more than you may',
};

/** The masked key or the key id, with the copy button if the key can be copied. */
export function MaskedKey({ item }: { item: KeyView }) {
  return (
    <span className="inline-flex items-center gap-1">
      <span className={cn('font-mono text-code whitespace-nowrap text-soft', DIMMED)}>{item.masked}</span>
      {item.copyable && <CopyKeyButton id={item.id} name={item.name} />}
      {item.notCopyable && item.status !== 'deleted' && (
        <span
          role="img"
          aria-label={NOT_COPYABLE[item.notCopyable]}
          title={NOT_COPYABLE[item.notCopyable]}
          className="-my-1 p-1.5"
        >
          <EyeOff aria-hidden className="size-4 text-faint" strokeWidth={1.75} />
        </span>
      )}
    </span>
  );
}

/** The time since the last use; on hover and focus the exact time and the address. */
export function LastUsed({ item, now }: { item: KeyView; now: string }) {
  if (!item.lastUsedAt) return 'never';
  const at = item.lastUsedAt.toISOString();
  return (
    <Tooltip
      content={
        <>
          <Time at={at} now={now} show="exact" titled={false} className="block text-ink" />
          {item.lastUsedIp && (
            <span className="block">
              from <span className="font-mono break-all">{item.lastUsedIp}</span>
            </span>
          )}
        </>
      }
    >
      <Time at={at} now={now} titled={false} className="whitespace-nowrap" />
    </Tooltip>
  );
}

type RowControlProps = { item: KeyView; manages: boolean };

/** The switch of a row. A deleted key has the text "Deleted" instead. */
export function RowStatus({ item: { id, name, enabled, status }, manages }: RowControlProps) {
  if (status === 'deleted') return <span className="text-soft">Deleted</span>;
  return <KeyStatusSwitch id={id} name={name} enabled={enabled} expired={status === 'expired'} disabled={!manages} />;
}

/** The menu of a row. A deleted key has none. */
export function RowMenu({ item: { id, name, enabled, copyable, status }, manages }: RowControlProps) {
  if (status === 'deleted') return null;
  return <KeyRowMenu id={id} name={name} enabled={enabled} copyable={copyable} manages={manages} />;
}
