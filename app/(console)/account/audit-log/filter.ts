import { auditFilterSchema } from '@/lib/audit/schema';
import { periodBounds, readPeriod } from '@/lib/base/period';
import { type QueryParam, single } from '@/lib/base/query-param';

export type AuditSearch = Record<string, QueryParam>;

/** Parses the page's address: the filter at the time `now`, and the values of the form. */
export function readFilter(search: AuditSearch, now = new Date()) {
  const params = Object.fromEntries(Object.entries(search).map(([name, value]) => [name, single(value)]));
  const { before, after, ...selected } = auditFilterSchema.parse(params);
  const period = readPeriod({ since: params.since, from: params.from, to: params.to });
  return {
    values: { ...selected, ...period },
    filter: { ...selected, ...periodBounds(period, now), before, after },
  };
}
