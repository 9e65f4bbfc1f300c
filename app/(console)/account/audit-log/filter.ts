import { auditFilterSchema } from '@/lib/audit/schema';
import { periodBounds, readPeriod } from '@/lib/period';
import { type QueryParam, single } from '@/lib/query-param';

export type AuditSearch = Record<string, QueryParam>;

/** The filter that an address asks for at this moment, and what its form shows. */
export function readFilter(search: AuditSearch, now = new Date()) {
  const words = Object.fromEntries(Object.entries(search).map(([name, value]) => [name, single(value)]));
  const { before, after, ...wanted } = auditFilterSchema.parse(words);
  const period = readPeriod({ since: words.since, from: words.from, to: words.to });
  return {
    values: { ...wanted, ...period },
    filter: { ...wanted, ...periodBounds(period, now), before, after },
  };
}
