/** Returns headers as lines, the form in which the page that verifies reads them. */
export function headerLines(headers: readonly (readonly [name: string, value: string])[]): string {
  return headers.map(([name, value]) => `${name}: ${value}`).join('\n');
}
