import Link from 'next/link';
import type { ReactNode } from 'react';
import { Time } from '@/components/ui/time';
import { formatTimes } from '@/lib/format';
import { MAX_ADDRESSES, type RefusalView } from '@/lib/keys/refusal-row';
import { CATALOGUE } from '@/lib/problems/catalogue';
import { routes } from '@/lib/routes';

type RefusalRowProps = {
  refusal: RefusalView;
  now: string;
  /** Which key it was, where the list does not say so. */
  keyName?: ReactNode;
  /** What mends it. */
  children: ReactNode;
};

/** One kind of refusal: why, whose, from where, how often, and what to do about it. */
export function RefusalRow({ refusal, now, keyName, children }: RefusalRowProps) {
  const { code, count, lastAt, detail } = refusal;
  // The code may be older than this version.
  const entry = CATALOGUE[code];
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-80">
        <p className="font-medium">{entry?.meaning ?? detail ?? code}</p>
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-small text-soft">
          {keyName}
          <Link
            href={routes.errorCode(code)}
            className="rounded-[4px] font-mono underline decoration-line underline-offset-2 hover:decoration-current"
          >
            {code}
          </Link>
          <From refusal={refusal} />
          <span className="tabular-nums">{formatTimes(count)}</span>
          <Time at={lastAt.toISOString()} now={now} />
        </p>
        {entry?.tellsMore && detail && <p className="mt-0.5 text-small break-words text-soft">{detail}</p>}
      </div>
      {children}
    </li>
  );
}

function From({ refusal: { ip, others } }: { refusal: RefusalView }) {
  if (others) return <span>from other addresses, after {MAX_ADDRESSES} in the same hour</span>;
  if (ip === null) return <span>from an address that could not be told</span>;
  return (
    <span>
      from <span className="font-mono break-all">{ip}</span>
    </span>
  );
}
