import type { Metadata } from 'next';
import { Link } from '@/components/ui/link';
import { isSetupTokenValid, needsSetup } from '@/lib/accounts/commands';
import { MIN_PASSWORD_LENGTH } from '@/lib/auth/schema';
import { routes } from '@/lib/base/routes';
import { SetupForm } from './setup-form';

// The link is a secret: it must not appear in a Referer header.
export const metadata: Metadata = { title: 'Set up', referrer: 'no-referrer' };

type SetupPageProps = { searchParams: Promise<{ token?: string | string[] }> };

export default async function SetupPage({ searchParams }: SetupPageProps) {
  const { token } = await searchParams;
  if (!(await needsSetup())) return <AlreadySetUp />;
  if (typeof token !== 'string' || !(await isSetupTokenValid(token))) return <InvalidLink />;
  return (
    <>
      <h1 className="text-title">Welcome to Postern</h1>
      <p className="mt-1 mb-5 text-soft">You become the first administrator and the operator of this installation.</p>
      <SetupForm token={token} minPasswordLength={MIN_PASSWORD_LENGTH} />
    </>
  );
}

function AlreadySetUp() {
  return (
    <>
      <h1 className="text-title">This installation is set up</h1>
      <p className="mt-2 text-soft">
        The link was used and is no longer valid.{' '}
        <Link href={routes.signIn()} className="font-medium text-accent underline underline-offset-2">
          Sign in
        </Link>
      </p>
    </>
  );
}

function InvalidLink() {
  return (
    <>
      <h1 className="text-title">This link is not valid</h1>
      <p className="mt-2 text-soft">
        It is incomplete, older than a day, or was replaced by a newer one. Copy the latest link from the terminal where{' '}
        <code className="font-mono text-code text-ink">npm start</code> runs, or start Postern again to get a new one.
      </p>
    </>
  );
}
