const MAX_PAGE = 1_000_000;

/** A page number from the address, from 1; whatever is not one counts as the first. */
export function pageNumber(value: string | string[] | undefined): number {
  const page = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : 1;
  return Math.min(Math.max(page, 1), MAX_PAGE);
}
