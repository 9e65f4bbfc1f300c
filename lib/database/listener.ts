import pg from 'pg';
import type { Logger } from 'pino';
import { databaseClient } from './db';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
const CHECK_MS = 10_000;
const CHECK_LIMIT_MS = 5_000;

export type Listener = { stop(): Promise<void> };

/**
 * Calls the handler of a channel on each NOTIFY with its payload, and all handlers once without one after every
 * (re)connection, for what was missed meanwhile. Reconnects by itself. Missing a notification only costs time, since everything is polled as well.
 */
export function startListener(
  url: string,
  handlers: Record<string, (payload?: string) => void>,
  log: Logger,
): Listener {
  let stopped = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let waitMs = FIRST_WAIT_MS;
  // A server that is silent since a failover sends no notification and closes no connection.
  const check = setInterval(() => {
    const statement: pg.QueryConfig & { query_timeout: number } = { text: 'SELECT 1', query_timeout: CHECK_LIMIT_MS };
    client?.query(statement).catch(() => {});
  }, CHECK_MS);

  const connect = async (): Promise<void> => {
    const fresh = databaseClient(url);
    client = fresh;
    fresh.on('error', (error) => log.debug({ err: error }, 'listening connection lost'));
    fresh.on('end', reconnect);
    fresh.on('notification', ({ channel, payload }) => handlers[channel]?.(payload));
    try {
      await fresh.connect();
      for (const channel of Object.keys(handlers)) await fresh.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      waitMs = FIRST_WAIT_MS;
      for (const handler of Object.values(handlers)) handler();
    } catch {
      await fresh.end().catch(() => undefined);
      reconnect();
    }
  };

  const reconnect = () => {
    if (stopped || timer) return;
    timer = setTimeout(() => {
      timer = null;
      void connect();
    }, waitMs);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  };

  void connect();
  return {
    stop: async () => {
      stopped = true;
      clearInterval(check);
      if (timer) clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
