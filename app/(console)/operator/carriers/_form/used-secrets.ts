const SECRET = /\{\{\s*secret\.(\w{1,40})/g;
const SIGNATURE_SECRET = /"secret"\s*:\s*"(\w{1,40})"/g;

/** Returns the names of the secrets that the settings of an HTTP carrier mention, also while they are not valid yet. */
export function usedSecrets(settings: string): string[] {
  const names = [SECRET, SIGNATURE_SECRET].flatMap((pattern) =>
    [...settings.matchAll(pattern)].map(([, name = '']) => name),
  );
  return [...new Set(names)];
}
