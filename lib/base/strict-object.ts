/** Returns the Zod error option of a strict object: `example` for a value that is no object, another text for unknown fields. */
export function strictObjectError(example: string) {
  return {
    error: (issue: { code?: string }) => (issue.code === 'unrecognized_keys' ? 'There is no such field.' : example),
  };
}
