import { db } from '../database/db';
import { type DayCounts, readDays, readUses, type Uses } from '../keys/counts/read-counts';

/** Returns the exact use of a key. */
export async function usesOf(id: string): Promise<Uses> {
  const { accountId } = await db().apiKey.findUniqueOrThrow({ where: { id }, select: { accountId: true } });
  const uses = (await readUses(db(), accountId, [id])).get(id);
  if (!uses) throw new Error(`no use of ${id} is stored`);
  return uses;
}

/** Returns what is counted of a key, of all days. */
export async function countsOf(id: string): Promise<DayCounts> {
  const total: DayCounts = { uses: 0, accepted: 0, delivered: 0, failed: 0, unknown: 0 };
  const days = (await readDays(db(), [id], '2000-01-01')).get(id)?.values() ?? [];
  for (const day of days) for (const name of Object.keys(total) as (keyof DayCounts)[]) total[name] += day[name];
  return total;
}
