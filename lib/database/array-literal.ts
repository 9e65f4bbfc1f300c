// PostgreSQL array literals. The driver's own serializer visits every element several times; on the send path that alone
// was a quarter of a message's cost.

/** Returns an array of elements that never need quotes: UUIDs, numbers, booleans, values of an enum. */
export function plainArray(elements: readonly (string | number | boolean)[]): string {
  return `{${elements.join(',')}}`;
}

/** Returns an array of any texts and nulls. */
export function textArray(elements: readonly (string | null)[]): string {
  let literal = '';
  for (const element of elements) {
    literal += literal === '' ? '' : ',';
    literal += element === null ? 'NULL' : `"${escaped(element)}"`;
  }
  return `{${literal}}`;
}

function escaped(text: string): string {
  return text.includes('"') || text.includes('\\') ? text.replace(/["\\]/g, '\\$&') : text;
}
