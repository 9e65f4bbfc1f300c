/**
 * Returns the URL of a text, which may be relative to `base`, or null for one that is none. Used instead of `URL.canParse`, which in Node 20 returns false for
 * each URL with a character of Latin-1 that is not ASCII, once calls of it are compiled.
 */
export function parseUrl(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
