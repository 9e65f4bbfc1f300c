import type pg from 'pg';
import { DatabaseClient } from './client';
import { SilentServerError } from './not-connected';
import { noteTrouble } from './trouble';

const CHECK_MS = 250;
/** A connection in use for longer than this has its server asked whether it answers at all. */
const SUSPECT_MS = 700;

type Stream = { connection: { stream: { destroy(error: Error): void } } };

/**
 * Ends connections of `pool` that are in use while their server does not answer, so that a caller waits for less than 3 s and not for
 * the limit of the longest statement. Whether it does is asked on a new connection to `url`.
 */
export function endSilentConnections(pool: pg.Pool, url: string): void {
  const inUse = new Map<pg.PoolClient, number>();
  let timer: NodeJS.Timeout | undefined;
  let isAsking = false;

  const check = async (): Promise<void> => {
    if (inUse.size === 0) {
      clearInterval(timer);
      timer = undefined;
      return;
    }
    const askedMs = performance.now();
    const isSuspect = [...inUse.values()].some((sinceMs) => sinceMs < askedMs - SUSPECT_MS);
    if (isAsking || !isSuspect) return;
    isAsking = true;
    const isAnswered = await answers(url);
    isAsking = false;
    if (isAnswered) return;
    noteTrouble();
    for (const [client, sinceMs] of inUse) {
      if (sinceMs < askedMs) (client as unknown as Stream).connection.stream.destroy(new SilentServerError());
    }
  };

  pool.on('acquire', (client) => {
    inUse.set(client, performance.now());
    timer ??= setInterval(() => void check(), CHECK_MS).unref();
  });
  pool.on('release', (_error, client) => void inUse.delete(client as pg.PoolClient));
}

const SQL_STATE = /^[0-9A-Z]{5}$/;

/** A refusal is an answer too. */
async function answers(url: string): Promise<boolean> {
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
