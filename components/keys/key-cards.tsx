import { Time } from '@/components/ui/time';
import { formatCount } from '@/lib/format';
import { KeyMenu } from './key-menu';
import { KeyStatusSwitch } from './key-status-switch';
import { type KeyListProps, KeyName, MaskedKey } from './key-table';

/** Keys under 640 px: the same facts and actions, one card each. */
export function KeyCards({ keys, now, manages, actions }: KeyListProps) {
  return (
    <ul className="space-y-2.5 sm:hidden">
      {keys.map((key) => (
        <li key={key.id} className="group/row rounded-card border bg-card py-3 pr-2 pl-4">
          <div className="flex items-start gap-2">
            <div className="min-w-0 flex-1 pt-1.5">
              <KeyName item={key} />
            </div>
            <KeyMenu
              id={key.id}
              name={key.name}
              enabled={key.enabled}
              copyable={key.copyable}
              manages={manages}
              actions={actions}
            />
          </div>
          <div className="mt-1 flex items-center justify-between gap-3 pr-2">
            <MaskedKey item={key} copy={actions.copy} />
            <KeyStatusSwitch
              id={key.id}
              name={key.name}
              enabled={key.enabled}
              setEnabled={manages ? actions.setEnabled : null}
            />
          </div>
          <p className="mt-1.5 flex justify-between gap-3 pr-2 text-soft">
            <span>
              {key.lastUsedAt ? (
                <>
                  used <Time at={key.lastUsedAt.toISOString()} now={now} className="text-ink" />
                </>
              ) : (
                'never used'
              )}
            </span>
            <span className="tabular-nums">
              <span className="text-ink">{formatCount(key.timesUsed)}</span> {key.timesUsed === 1 ? 'time' : 'times'}
            </span>
          </p>
        </li>
      ))}
    </ul>
  );
}
