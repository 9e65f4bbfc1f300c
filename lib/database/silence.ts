import type pg from 'pg';
import { DatabaseClient } from './client';

const CHECK_MS = 250;
/** When a statement has had no response for longer than this, its connection is suspected of being silent. */
const SUSPECT_MS = 700;

type Suspect = { client: DatabaseClient; pid: number; sinceMs: number };

/**
 * Ends connections of `pool` whose statement has no response because the server or the connection is silent, so that their
 * callers wait for less than 3 s instead of the limit of the longest statement. All are ended when a new connection to `url`
 * cannot be made, and one alone when the server has nothing to do for it.
 */
export function endSilentConnections(pool: pg.Pool, url: string): void {
  const inUse = new Set<DatabaseClient>();
  let timer: NodeJS.Timeout | undefined;
  let isProbing = false;

  const check = async (): Promise<void> => {
    if (inUse.size === 0) {
      clearInterval(timer);
      timer = undefined;
      return;
    }
    const suspects = suspectsOf(inUse);
    if (isProbing || suspects.length === 0) return;
    isProbing = true;
    const silent = await silentOf(suspects, url);
    isProbing = false;
    // A response that arrived meanwhile clears its connection.
    for (const { client, sinceMs } of silent) if (client.awaitingSinceMs === sinceMs) client.endSilent();
  };

  pool.on('acquire', (client) => {
    inUse.add(client as unknown as DatabaseClient);
    timer ??= setInterval(() => void check(), CHECK_MS).unref();
  });
  pool.on('release', (_error, client) => void inUse.delete(client as unknown as DatabaseClient));
}

function suspectsOf(inUse: Iterable<DatabaseClient>): Suspect[] {
  const beforeMs = performance.now() - SUSPECT_MS;
  return [...inUse].flatMap((client) => {
    const { processId: pid, awaitingSinceMs: sinceMs } = client;
    return sinceMs !== null && sinceMs < beforeMs ? [{ client, pid, sinceMs }] : [];
  });
}

/** Sessions that wait for their client: they sent the response, or never received the statement. */
const WAITING = `
  SELECT pid FROM pg_stat_activity
  WHERE pid = ANY($1::int[]) AND application_name = $2 AND state LIKE 'idle%'
    AND state_change < clock_timestamp() - interval '500 milliseconds'`;

/** Contains a digit, unlike EPIPE and other codes of the operating system. */
const SQL_STATE = /^(?=.*\d)[0-9A-Z]{5}$/;

/** Returns the silent ones among `suspects`. */
async function silentOf(suspects: Suspect[], url: string): Promise<Suspect[]> {
  const client = new DatabaseClient({ url, query_timeout: SUSPECT_MS });
  try {
    await client.connect();
    const { rows } = await client.query<{ pid: number }>(WAITING, [
      suspects.map(({ pid }) => pid),
      suspects[0]?.client.applicationName,
    ]);
    const waiting = new Set(rows.map(({ pid }) => pid));
    // After a failover, new connections go to another server, which the old one does not know.
    return suspects.filter((suspect) => suspect.client.server !== client.server || waiting.has(suspect.pid));
  } catch (error) {
    // An error with an SQLSTATE is a response too.
    const { code } = ((error as Error).cause ?? error) as { code?: string };
    return SQL_STATE.test(code ?? '') ? [] : suspects;
  } finally {
    void client.end().catch(() => {});
  }
}
