import { auditFilterSchema } from '@/lib/audit/schema';
import { periodBounds, readPeriod } from '@/lib/period';

type Param = string | string[] | undefined;
export type AuditSearch = Record<string, Param>;

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

function single(value: Param): string | undefined {
  return (typeof value === 'string' && value.trim()) || undefined;
}
