import { completeSetup, issueSetupToken, needsSetup } from '@/lib/accounts/commands';
import { isAppError } from '@/lib/base/errors';
import { routes } from '@/lib/base/routes';
import { publicUrl } from '@/lib/runtime/env';

const ACCOUNT_NAME = 'My account';

/**
 * Creates the first administrator from POSTERN_ADMIN_EMAIL and _PASSWORD when there are no users. Returns a sentence on how
 * to sign in; without users and without these settings, one with a single-use link.
 */
export async function firstAdministrator(): Promise<string> {
  const { POSTERN_ADMIN_EMAIL: email, POSTERN_ADMIN_PASSWORD: password } = process.env;
  if (!(await needsSetup())) return 'Sign in with your e-mail address and password.';
  if (!email || !password) {
    const token = await issueSetupToken();
    return `Create the first administrator with this link (works once, for 24 hours):\n  ${publicUrl()}${routes.setup(token)}`;
  }
  try {
    await completeSetup({ email, password, accountName: ACCOUNT_NAME }, null);
  } catch (error) {
    // Another process of this installation started at the same moment and created it.
    if (!isAppError(error) || error.code !== 'conflict') throw error;
  }
  return `Sign in as ${email} with the password in POSTERN_ADMIN_PASSWORD.`;
}
