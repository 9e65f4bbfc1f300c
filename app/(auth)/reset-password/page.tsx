import type { Metadata } from 'next';
import { Link } from '@/components/ui/link';
import { findResetOwner } from '@/lib/accounts/reset-link';
import { MIN_PASSWORD_LENGTH } from '@/lib/auth/schema';
import { routes } from '@/lib/base/routes';
import { ResetForm } from './reset-form';

// The link is a secret: it must not appear in a Referer header.
export const metadata: Metadata = { title: 'New password', referrer: 'no-referrer' };

type ResetPasswordPageProps = { searchParams: Promise<{ token?: string | string[] }> };

export default async function ResetPasswordPage({ searchParams }: ResetPasswordPageProps) {
  const { token } = await searchParams;
  const owner = typeof token === 'string' ? await findResetOwner(token) : null;
  if (typeof token !== 'string' || !owner) return <InvalidLink />;
  return <ResetForm token={token} email={owner.email} minPasswordLength={MIN_PASSWORD_LENGTH} />;
}

function InvalidLink() {
  return (
    <>
      <h1 className="text-title">This link is not valid</h1>
      <p className="mt-2 text-soft">
        It is incomplete, was already used, is older than a day, or was replaced by a newer one. Ask the operator of
        this installation for a new link.
      </p>
      <p className="mt-3">
        <Link href={routes.signIn()} className="font-medium text-accent underline underline-offset-2">
          Sign in
        </Link>
      </p>
    </>
  );
}
