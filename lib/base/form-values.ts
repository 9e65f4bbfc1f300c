/**
 * Returns the list that a form's text has: a form has only texts, so a list in it is one text with commas, or a repeated field.
 * At most `max` + 1 entries, so that a longer list is still refused as too long.
 */
export function listOfForm(value: unknown, max: number): unknown {
  return typeof value === 'string' ? value.split(',', max + 1).map((entry) => entry.trim()) : value;
}

/** Returns the boolean that a form's text has; any other value as it is. */
export function booleanOfForm(value: unknown): unknown {
  return value === 'true' ? true : value === 'false' ? false : value;
}

/** Returns the whole number of up to 9 digits that a form's text has; any other value as it is. */
export function numberOfForm(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
}
