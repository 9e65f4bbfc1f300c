/** Words for what is no object, and for fields that it does not have. */
export function strictObjectError(example: string) {
  return {
    error: (issue: { code?: string }) => (issue.code === 'unrecognized_keys' ? 'There is no such field.' : example),
  };
}
