import { StatusGroupIcon } from '@/components/messages/status-badge';
import { cn } from '@/components/ui/cn';
import { Link } from '@/components/ui/link';
import { formatCount } from '@/lib/base/format';
import { routes } from '@/lib/base/routes';
import { STATUS_GROUP_NAMES, type StatusGroup } from '@/lib/messages/status-groups';

const TONES: Record<StatusGroup, string> = {
  delivered: 'text-good',
  waiting: 'text-wait',
  scheduled: 'text-accent',
  failed: 'text-bad',
  unknown: 'text-soft',
};

/** The messages of the last 24 hours by status, as links to the lists. Scheduled ones are shown only if there are any. */
export function LastDay({ counts }: { counts: Record<StatusGroup, number> }) {
  const groups = STATUS_GROUP_NAMES.filter((group) => group !== 'scheduled' || counts.scheduled > 0);
  return (
    <section>
      <h2 className="mb-3 font-semibold">
        Messages <span className="font-normal text-soft">in the last 24 hours</span>
      </h2>
      <ul className={cn('grid grid-cols-2 gap-3', groups.length > 4 ? 'lg:grid-cols-5' : 'lg:grid-cols-4')}>
        {groups.map((group) => (
          <li key={group}>
            <Link
              href={routes.messages({ status: group, since: '24h' })}
              className="block rounded-card border bg-card px-4 py-3.5 transition-colors duration-150 hover:bg-hover"
            >
              <span className={cn('flex items-center gap-2', TONES[group])}>
                <StatusGroupIcon group={group} className="size-4" />
                {group.charAt(0).toUpperCase() + group.slice(1)}
              </span>
              <span className="mt-1.5 block text-display tabular-nums">{formatCount(counts[group])}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
