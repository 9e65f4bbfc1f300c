/** A value of an address's query, as Next hands it over. */
export type QueryParam = string | string[] | undefined;

/** What was asked for once; undefined for what was left blank or asked for twice. */
export function single(value: QueryParam): string | undefined {
  return (typeof value === 'string' && value.trim()) || undefined;
}
