'use client';

import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';
import { openResetAction } from '../actions';
import { LinkPage } from '../link-page';
import { ResetForm } from './reset-form';

export function ResetLink({ minPasswordLength }: { minPasswordLength: number }) {
  return (
    <LinkPage open={openResetAction}>
      {(owner, token) =>
        owner ? <ResetForm token={token} email={owner.email} minPasswordLength={minPasswordLength} /> : <InvalidLink />
      }
    </LinkPage>
  );
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
