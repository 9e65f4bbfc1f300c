import type { ReactNode } from 'react';
import { Notice } from '@/components/layout/notice';
import { Link } from '@/components/ui/link';
import type { VerificationStatus } from '@/lib/accounts/verification/queries';
import { routes } from '@/lib/base/routes';

type VerificationNoticeProps = {
  verified: boolean;
  /** Null for members who may not request verification. */
  standing: VerificationStatus | null;
};

/** The state of the verification of the account; nothing for accounts that were verified without a request. */
export function VerificationNotice({ verified, standing }: VerificationNoticeProps) {
  if (verified) return standing?.request?.state === 'approved' && <Approved />;
  if (!standing) {
    return (
      <Notice tone="wait">
        This account is not verified yet, so it cannot have API keys. Its administrators can request verification.
      </Notice>
    );
  }
  switch (standing.request?.state) {
    case 'pending':
      return (
        <Notice tone="wait">
          This account is not verified yet. Its request waits for the operator of this installation; API keys can be
          created afterwards. <NoticeLink to={routes.verification()}>See the request</NoticeLink>
        </Notice>
      );
    case 'rejected':
      return (
        <Notice tone="bad">
          The operator of this installation did not verify this account:{' '}
          <span className="line-clamp-3 break-words">“{standing.request.reason}”</span>
          <NoticeLink to={routes.verification()}>Request again</NoticeLink>
        </Notice>
      );
    default:
      return (
        <Notice tone="wait">
          This account is not verified yet. API keys can be created once the operator of this installation has verified
          it. <NoticeLink to={routes.verification()}>Request verification</NoticeLink>
        </Notice>
      );
  }
}

function Approved() {
  return (
    <Notice tone="good">
      This account is verified. <NoticeLink to={routes.apiKeys()}>Create your first key</NoticeLink>
    </Notice>
  );
}

function NoticeLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link href={to} className="rounded-[4px] font-medium whitespace-nowrap underline underline-offset-2">
      {children}
    </Link>
  );
}

/** Returns the reason why an account that is not verified cannot create keys, with the next step. */
export function unverifiedReason({ request }: Pick<VerificationStatus, 'request'>): string {
  switch (request?.state) {
    case 'pending':
      return 'This account is not verified yet: its request waits for the operator.';
    case 'rejected':
      return 'This account is not verified: its request was rejected. See the reason under Account → Verification.';
    default:
      return 'This account is not verified yet. Request it under Account → Verification.';
  }
}
