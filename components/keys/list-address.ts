import type { KeyFilter } from '@/lib/keys/schema';
import { routes } from '@/lib/routes';

/** The list as it is when the address says nothing. Spelt out here, because the schema is too large for the page's script. */
export const DEFAULT_FILTER: KeyFilter = {
  search: '',
  status: 'current',
  sort: 'createdAt',
  direction: 'desc',
  page: 1,
  pageSize: 20,
};

/** The address of the list as `filter` has it. Defaults are left out, so that the plain address is the plain list. */
export function keyListAddress(filter: KeyFilter): string {
  const said = Object.entries(filter).filter(([name, value]) => value !== DEFAULT_FILTER[name as keyof KeyFilter]);
  return routes.apiKeys(Object.fromEntries(said));
}

/** Whether something hides keys that an unfiltered list would show. */
export function isNarrowed(filter: KeyFilter): boolean {
  const { search, type, mode, status, restriction } = filter;
  return Boolean(search || type || mode || restriction) || status !== DEFAULT_FILTER.status;
}
