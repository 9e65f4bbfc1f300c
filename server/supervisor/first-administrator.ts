import { completeSetup, issueSetupToken, needsSetup } from '@/lib/accounts/commands';
import { isAppError } from '@/lib/base/errors';
import { publicUrl } from '@/lib/runtime/env';

const ACCOUNT_NAME = 'My account';

/**
 * Makes the first administrator from POSTERN_ADMIN_EMAIL and _PASSWORD when nobody exists yet. Returns how to sign in, in
 * one sentence: for an installation without anybody and without those settings, a link that works once.
 */
export async function firstAdministrator(): Promise<string> {
  const { POSTERN_ADMIN_EMAIL: email, POSTERN_ADMIN_PASSWORD: password } = process.env;
  if (!(await needsSetup())) return 'Sign in with your e-mail address and password.';
  if (!email || !password) {
    const token = await issueSetupToken();
    return `Make the first administrator with this link (works once, for 24 hours):\n  ${publicUrl()}/setup?token=${token}`;
  }
  try {
    await completeSetup({ email, password, accountName: ACCOUNT_NAME }, null);
  } catch (error) {
    // Another process of this installation, starting at the same moment, was first.
    if (!isAppError(error) || error.code !== 'conflict') throw error;
  }
  return `Sign in as ${email} with the password in POSTERN_ADMIN_PASSWORD.`;
}
