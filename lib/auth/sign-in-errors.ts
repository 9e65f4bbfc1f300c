/** Messages of the sign-in page for a sign-in with a provider that failed. */
const MESSAGES = {
  unknown_person: 'No user has this e-mail address. Ask an administrator of your account to invite you.',
  unverified_email:
    'The provider has not verified your e-mail address. Verify it there, or sign in with your password.',
  linked_otherwise:
    'Another identity at the provider has signed in with this e-mail address before. Ask the operator of this installation.',
  no_account: 'You belong to no account. Ask the operator of this installation to add you to one.',
} as const;
export type SignInRefusal = keyof typeof MESSAGES | 'provider_failed';

/** Returns the message for the code in the page's address: one of the above, or one of next-auth's for a failed provider. */
export function signInErrorMessage(code: string, providerName: string): string {
  if (Object.hasOwn(MESSAGES, code)) return MESSAGES[code as keyof typeof MESSAGES];
  return `Sign-in with ${providerName} did not work. Try again, or sign in with your password.`;
}
