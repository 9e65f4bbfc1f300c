import type { ReactNode } from 'react';
import { Link } from '@/components/ui/link';
import { Time } from '@/components/ui/time';
import { formatTimes } from '@/lib/base/format';
import { routes } from '@/lib/base/routes';
import { CATALOGUE } from '@/lib/problems/catalogue';
import { MAX_ADDRESSES, type RefusalView } from '@/lib/refusals/refusal-view';

type RefusalRowProps = {
  refusal: RefusalView;
  now: string;
  /** The name of the key, if the list contains several keys. */
  keyName?: ReactNode;
  /** The fix. */
  children: ReactNode;
};

/** One group of equal refusals: reason, key, address, count, and the fix. */
export function RefusalRow({ refusal, now, keyName, children }: RefusalRowProps) {
  const { code, count, lastAt, detail } = refusal;
  // The code may come from an older version.
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
          <Address refusal={refusal} />
          <span className="tabular-nums">{formatTimes(count)}</span>
          <Time at={lastAt.toISOString()} now={now} />
        </p>
        {entry?.hasSpecificDetail && detail && <p className="mt-0.5 text-small break-words text-soft">{detail}</p>}
      </div>
      {children}
    </li>
  );
}

function Address({ refusal: { ip, others } }: { refusal: RefusalView }) {
  if (others) return <span>from other addresses, after {MAX_ADDRESSES} in the same hour</span>;
  if (ip === null) return <span>from an unknown address</span>;
  return (
    <span>
      from <span className="font-mono break-all">{ip}</span>
    </span>
  );
}
