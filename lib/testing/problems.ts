type Named = { pointer?: string; parameter?: string };

/** The fields that a problem's `errors` names: `#/ip_restriction/entries/0` as `ip_restriction.entries.0`. */
export function problemFields(json: unknown): string[] {
  const errors = (json as { errors?: Named[] }).errors ?? [];
  return errors.map(({ pointer, parameter }) => parameter ?? pointer?.replace(/^#\/?/, '').replaceAll('/', '.') ?? '');
}
