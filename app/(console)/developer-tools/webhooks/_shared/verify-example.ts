/** What the page that verifies starts with. It is handed over in the tab's memory: an address would be stored. */
export type VerifyExample = { headers: string; body: string };

const NAME = 'postern-verify';

export function keepExample(example: VerifyExample): void {
  sessionStorage.setItem(NAME, JSON.stringify(example));
}

/** Returns the example and forgets it. */
export function takeExample(): VerifyExample | null {
  const text = sessionStorage.getItem(NAME);
  sessionStorage.removeItem(NAME);
  return text === null ? null : (JSON.parse(text) as VerifyExample);
}
