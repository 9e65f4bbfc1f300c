import { cn } from '@/components/ui/cn';
import { formatCount, formatDateTime } from '@/lib/base/format';
import type { LimitUse } from '@/lib/limits/limit-use';

const LABELS: Record<LimitUse['kind'], string> = {
  key_day: 'Messages today',
  key_month: 'Messages this month',
  account_day: 'Messages of all live keys today',
};

/** A bar that shows what is used of a limit. */
export function LimitMeter({ use: { kind, used, limit, endsAt } }: { use: LimitUse }) {
  const percent = Math.min(100, Math.floor((used / limit) * 100));
  const tone = percent >= 100 ? 'bg-bad' : percent >= 80 ? 'bg-wait' : 'bg-accent';
  const text = `${formatCount(used)} of ${formatCount(limit)}, ${percent} %`;
  return (
    <div>
      <div className="flex flex-wrap justify-between gap-x-4 gap-y-0.5">
        <span className="font-medium">{LABELS[kind]}</span>
        <span className="tabular-nums">{text}</span>
      </div>
      <div aria-hidden className="mt-1.5 h-2 overflow-hidden rounded-full bg-hover">
        <div className={cn('h-full rounded-full', tone)} style={{ width: `${percent}%` }} />
      </div>
      <p className="mt-1 text-small text-soft">Counts from 0 again on {formatDateTime(endsAt, 'UTC')} UTC.</p>
    </div>
  );
}
