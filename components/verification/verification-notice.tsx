import Link from 'next/link';
import type { ReactNode } from 'react';
import { Notice } from '@/components/layout/notice';
import type { Standing } from '@/lib/accounts/verification/queries';
import { routes } from '@/lib/routes';

type VerificationNoticeProps = {
  verified: boolean;
  /** Null for members who cannot ask. */
  standing: Standing | null;
};

/** Where the account is on its way to be verified; nothing when that is over and was never asked for. */
export function VerificationNotice({ verified, standing }: VerificationNoticeProps) {
  if (verified) return standing?.request?.state === 'approved' && <Approved />;
  if (!standing) {
    return (
      <Notice tone="wait">
        This account is not verified yet, so it can have no API keys. Its administrators can request verification.
      </Notice>
    );
  }
  switch (standing.request?.state) {
    case 'pending':
      return (
        <Notice tone="wait">
          This account is not verified yet. Its request waits for the operator of this installation; API keys can be
          created afterwards. <Way to={routes.verification()}>See the request</Way>
        </Notice>
      );
    case 'rejected':
      return (
        <Notice tone="bad">
          The operator of this installation did not verify this account:{' '}
          <span className="line-clamp-3 break-words">“{standing.request.reason}”</span>
          <Way to={routes.verification()}>Ask again</Way>
        </Notice>
      );
    default:
      return (
        <Notice tone="wait">
          This account is not verified yet. API keys can be created once the operator of this installation has verified
          it. <Way to={routes.verification()}>Request verification</Way>
        </Notice>
      );
  }
}

function Approved() {
  return (
    <Notice tone="good">
      This account is verified. <Way to={routes.apiKeys()}>Create your first key</Way>
    </Notice>
  );
}

function Way({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link href={to} className="rounded-[4px] font-medium whitespace-nowrap underline underline-offset-2">
      {children}
    </Link>
  );
}
