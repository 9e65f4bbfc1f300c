import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { listPasskeys } from '@/lib/auth/passkeys/queries';
import { findIncompleteSession, findUser } from '@/lib/auth/session';
import { findTwoFactor } from '@/lib/auth/two-factor/queries';
import { routes, safeNext } from '@/lib/base/routes';
import { SecondFactorForm } from './second-factor-form';
import { SetUpFactor } from './set-up-factor';
import { SignOutButton } from './sign-out-button';

export const metadata: Metadata = { title: 'Second factor' };

type SecondFactorPageProps = { searchParams: Promise<{ next?: string | string[] }> };

/** For a session that lacks the second factor that its account or the installation requires. */
export default async function SecondFactorPage({ searchParams }: SecondFactorPageProps) {
  const { next } = await searchParams;
  const target = safeNext(typeof next === 'string' ? next : undefined);
  if (await findUser()) redirect(target);
  const session = await findIncompleteSession();
  if (!session) redirect(routes.signIn(target));
  const { actor, missing } = session;
  const [{ since }, passkeys] = await Promise.all([findTwoFactor(actor), listPasskeys(actor)]);
  return (
    <>
      <h1 className="text-title">{missing === 'verify' ? 'Confirm your sign-in' : 'Set up two-factor sign-in'}</h1>
      <p className="mt-1 mb-5 wrap-anywhere text-soft">
        {actor.accountName} requires two-factor sign-in. You are signed in as{' '}
        <span className="font-medium text-ink">{actor.email}</span>.
      </p>
      {missing === 'verify' ? (
        <SecondFactorForm next={target} factors={{ app: since !== null, passkey: passkeys.length > 0 }} />
      ) : (
        <SetUpFactor next={target} email={actor.email} />
      )}
      <SignOutButton />
    </>
  );
}
