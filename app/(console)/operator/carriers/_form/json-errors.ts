const MOST_SHOWN = 5;

/** Returns the errors below a field that holds JSON, each with its path: `accepted.id.from: Choose …`; undefined for none. */
export function errorsIn(errors: unknown): string | undefined {
  const found = [...leaves(errors, [])];
  if (found.length === 0) return undefined;
  const lines = found.slice(0, MOST_SHOWN).map(([path, message]) => (path === '' ? message : `${path}: ${message}`));
  return lines.join(' ');
}

function* leaves(value: unknown, path: string[]): Generator<[string, string]> {
  if (typeof value !== 'object' || value === null) return;
  const { message } = value as { message?: unknown };
  if (typeof message === 'string') yield [path.join('.'), message];
  for (const [name, inner] of Object.entries(value)) {
    if (name !== 'ref' && name !== 'message' && name !== 'type') yield* leaves(inner, [...path, name]);
  }
}
