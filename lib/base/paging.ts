/** Returns the number of pages of a list; an empty list has one. */
export function pageCount(total: number, pageSize: number): number {
  return Math.max(1, Math.ceil(total / pageSize));
}

/** Returns the number of the requested page, or of the last one for a page beyond the end. */
export function pageWithin(requested: number, total: number, pageSize: number): number {
  return Math.min(requested, pageCount(total, pageSize));
}

/** Escapes the wildcards of LIKE and ILIKE. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
