/** A query parameter as Next passes it to a page. */
export type QueryParam = string | string[] | undefined;

/** Returns the value of a parameter that occurs once; undefined when it is blank or repeated. */
export function single(value: QueryParam): string | undefined {
  return (typeof value === 'string' && value.trim()) || undefined;
}
