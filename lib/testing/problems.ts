type Named = { pointer?: string; parameter?: string };

/** Returns the fields in a problem's `errors`: `#/ip_restriction/entries/0` as `ip_restriction.entries.0`. */
export function problemFields(json: unknown): string[] {
  const errors = (json as { errors?: Named[] }).errors ?? [];
  return errors.map(({ pointer, parameter }) => parameter ?? pointer?.replace(/^#\/?/, '').replaceAll('/', '.') ?? '');
}
