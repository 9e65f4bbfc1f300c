/** Why a sign-in with a provider led back to the sign-in page, in the words shown there. */
const REFUSALS = {
  unknown_person: 'Nobody here has this e-mail address. Ask an administrator of your account to invite you.',
  unverified_email:
    'The provider does not say that your e-mail address is verified. Verify it there, or sign in with your password.',
  linked_otherwise:
    'Somebody else at the provider has signed in with this e-mail address before. Ask the operator of this installation.',
  no_account: 'You belong to no account. Ask the operator of this installation to add you to one.',
} as const;
export type SignInRefusal = keyof typeof REFUSALS | 'provider_failed';

/** What to show for the code in the page's address: ours, or one of next-auth's for a provider that failed. */
export function refusalWords(code: string, providerName: string): string {
  if (Object.hasOwn(REFUSALS, code)) return REFUSALS[code as keyof typeof REFUSALS];
  return `Sign-in with ${providerName} did not work. Try again, or sign in with your password.`;
}
