'use client';

import { openSetupAction } from '../actions';
import { LinkPage } from '../link-page';
import { SetupForm } from './setup-form';
import { InvalidSetupLink } from './setup-states';

export function SetupLink({ minPasswordLength }: { minPasswordLength: number }) {
  return (
    <LinkPage open={openSetupAction}>
      {({ valid }, token) =>
        valid ? (
          <>
            <h1 className="text-title">Welcome to Postern</h1>
            <p className="mt-1 mb-5 text-soft">
              You become the first administrator and the operator of this installation.
            </p>
            <SetupForm token={token} minPasswordLength={minPasswordLength} />
          </>
        ) : (
          <InvalidSetupLink />
        )
      }
    </LinkPage>
  );
}
