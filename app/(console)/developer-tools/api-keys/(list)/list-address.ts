import { routes } from '@/lib/base/routes';
import type { KeyFilter } from '@/lib/keys/schema';

/** The filter of the address without parameters. Repeated here, because the schema is too large for the page's script. */
export const DEFAULT_FILTER: KeyFilter = {
  search: '',
  status: 'current',
  sort: 'createdAt',
  direction: 'desc',
  page: 1,
  pageSize: 20,
};

/** Returns the address of the list with `filter`. Default values are omitted. */
export function keyListAddress(filter: KeyFilter): string {
  const changed = Object.entries(filter).filter(([name, value]) => value !== DEFAULT_FILTER[name as keyof KeyFilter]);
  return routes.apiKeys(Object.fromEntries(changed));
}

/** Returns whether the filter can hide keys that the default list shows. */
export function isFiltered(filter: KeyFilter): boolean {
  const { search, type, environment, status, restriction } = filter;
  return Boolean(search || type || environment || restriction) || status !== DEFAULT_FILTER.status;
}
