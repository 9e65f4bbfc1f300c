import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { needsSetup } from '@/lib/accounts/commands';
import { findIncompleteSession, findUser } from '@/lib/auth/session';
import { signInErrorMessage } from '@/lib/auth/sign-in-errors';
import { routes, safeNext } from '@/lib/base/routes';
import { oidcSettings } from '@/lib/runtime/env';
import { PasskeyButton } from './passkey-button';
import { ProviderButton, SignInForm } from './sign-in-form';

export const metadata: Metadata = { title: 'Sign in' };

type SignInPageProps = { searchParams: Promise<{ next?: string | string[]; error?: string | string[] }> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { next, error } = await searchParams;
  const target = safeNext(typeof next === 'string' ? next : undefined);
  if (await findUser()) redirect(target);
  if (await findIncompleteSession()) redirect(routes.secondFactor(target));
  if (await needsSetup()) return <NotSetUp />;
  const provider = oidcSettings();
  const refusal = provider && typeof error === 'string' ? signInErrorMessage(error, provider.name) : undefined;
  return (
    <>
      <h1 className="mb-5 text-title">Sign in</h1>
      <SignInForm next={target} refusal={refusal}>
        <PasskeyButton next={target} />
        {provider && <ProviderButton name={provider.name} next={target} />}
      </SignInForm>
    </>
  );
}

function NotSetUp() {
  return (
    <>
      <h1 className="text-title">Set up this installation first</h1>
      <p className="mt-2 text-soft">
        No user can sign in yet. Open the one-time link that{' '}
        <code className="font-mono text-code text-ink">npm start</code> printed in its terminal: it ends in{' '}
        <code className="font-mono text-code text-ink">/setup#token=…</code>
      </p>
      <p className="mt-3 text-soft">Link lost, or older than a day? Restart Postern to print a new one.</p>
    </>
  );
}
