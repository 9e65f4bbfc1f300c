import { Notice } from '@/components/layout/notice';
import { Link } from '@/components/ui/link';
import { formatCount, formatDateTime } from '@/lib/base/format';
import { routes } from '@/lib/base/routes';
import type { LimitNotice } from '@/lib/limits/limit-use';

const PERIODS: Record<LimitNotice['kind'], string> = {
  key_day: 'today',
  key_month: 'this month',
  account_day: 'today',
};

/** Shows the limits of messages that are used up to 80 or 100 percent. */
export function LimitNotices({ notices }: { notices: LimitNotice[] }) {
  return notices.map((notice) => (
    <Notice key={`${notice.kind} ${notice.apiKeyId}`} tone={notice.percent >= 100 ? 'bad' : 'wait'}>
      {notice.apiKeyId === null ? (
        <Link href={routes.limits()} className="underline underline-offset-2">
          The account
        </Link>
      ) : (
        <>
          The key{' '}
          <Link href={routes.apiKey(notice.apiKeyId, 'limits')} className="underline underline-offset-2">
            {notice.keyName}
          </Link>
        </>
      )}{' '}
      has sent {formatCount(notice.used)} of the {formatCount(notice.limit)} messages that it may send{' '}
      {PERIODS[notice.kind]}
      {notice.percent >= 100 ? ': more are refused' : ''}. The limit counts from 0 again on{' '}
      {formatDateTime(notice.endsAt, 'UTC')} UTC.
    </Notice>
  ));
}
