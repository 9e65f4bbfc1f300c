import type pg from 'pg';

const CHECK_MS = 100;
/** A connection that has been in use for longer is held: by a lock, or by a server that does not respond. */
const HELD_MS = 250;

/**
 * Lets `pool` open another connection for each one that is held, up to as many again: requests that need neither the same
 * lock nor the same connection do not wait for those that do.
 */
export function growWhileHeld(pool: pg.Pool): void {
  const { max } = pool.options;
  const inUse = new Map<pg.PoolClient, number>();
  let timer: NodeJS.Timeout | undefined;

  const check = (): void => {
    const heldBeforeMs = performance.now() - HELD_MS;
    const held = [...inUse.values()].filter((sinceMs) => sinceMs < heldBeforeMs).length;
    pool.options.max = max + Math.min(held, max);
    if (inUse.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    const room = Math.min(pool.options.max - pool.totalCount, pool.waitingCount);
    for (let i = 0; i < room; i++) openAnother(pool);
  };

  pool.on('acquire', (client) => {
    inUse.set(client, performance.now());
    timer ??= setInterval(check, CHECK_MS).unref();
  });
  pool.on('release', (_error, client) => void inUse.delete(client as pg.PoolClient));
}

/** A call of `connect` opens a connection although others wait; released, it goes to the one that waits longest. */
function openAnother(pool: pg.Pool): void {
  pool.connect().then(
    (client) => client.release(),
    () => {},
  );
}
