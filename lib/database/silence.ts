import type pg from 'pg';
import { DatabaseClient } from './client';
import { recordConnectionFailure } from './connection-failures';
import { SilentServerError } from './not-connected';

const CHECK_MS = 250;
/** When a connection has been in use for longer than this, its server is probed. */
const SUSPECT_MS = 700;

type Stream = { connection: { stream: { destroy(error: Error): void } } };

/**
 * Ends connections of `pool` that are in use while their server does not respond, so that a caller waits for less than 3 s instead of
 * the limit of the longest statement. The probe is a new connection to `url`.
 */
export function endSilentConnections(pool: pg.Pool, url: string): void {
  const inUse = new Map<pg.PoolClient, number>();
  let timer: NodeJS.Timeout | undefined;
  let isProbing = false;

  const check = async (): Promise<void> => {
    if (inUse.size === 0) {
      clearInterval(timer);
      timer = undefined;
      return;
    }
    const startedMs = performance.now();
    const isSuspect = [...inUse.values()].some((sinceMs) => sinceMs < startedMs - SUSPECT_MS);
    if (isProbing || !isSuspect) return;
    isProbing = true;
    const isResponsive = await responds(url);
    isProbing = false;
    if (isResponsive) return;
    recordConnectionFailure();
    for (const [client, sinceMs] of inUse) {
      if (sinceMs < startedMs) (client as unknown as Stream).connection.stream.destroy(new SilentServerError());
    }
  };

  pool.on('acquire', (client) => {
    inUse.set(client, performance.now());
    timer ??= setInterval(() => void check(), CHECK_MS).unref();
  });
  pool.on('release', (_error, client) => void inUse.delete(client as pg.PoolClient));
}

const SQL_STATE = /^[0-9A-Z]{5}$/;

/** Whether the server responds. An error with an SQLSTATE is a response too. */
async function responds(url: string): Promise<boolean> {
  const client = new DatabaseClient({ url });
  try {
    await client.connect();
    return true;
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    return SQL_STATE.test(code ?? '');
  } finally {
    void client.end().catch(() => {});
  }
}
