/** The downloaded file: whose codes these are, and how to use them. `origin` is the console's. */
export function recoveryFileText(codes: readonly string[], email: string, origin: string): string {
  return [
    `Recovery codes of ${email} at ${origin}`,
    'Each opens once, in place of the code from the authenticator app.',
    '',
    ...codes,
    '',
  ].join('\n');
}
