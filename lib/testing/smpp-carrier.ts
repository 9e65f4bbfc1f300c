import { expect, onTestFinished, vi } from 'vitest';
import type { SystemActor, UserActor } from '../access/actor';
import { createCarrier } from '../carriers/commands';
import { createRoute } from '../carriers/route-commands';
import { pool } from '../database/db';
import type { SmscScriptInput } from '../smsc/script';
import { type Smsc, startSmsc } from '../smsc/server';
import { startWorker, type Worker, type WorkerOptions } from '../worker/worker';
import { makeMessages } from './factories';
import { WAIT_LIMIT } from './limits';

export const OPERATOR: SystemActor = { kind: 'system', name: 'test', accountId: null };

/** Starts an SMSC and adds it as a carrier with a route, until the test ends. */
export async function startCarrier(
  name: string,
  script: SmscScriptInput = {},
  settings: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): Promise<Smsc> {
  const smsc = await startSmsc(script);
  onTestFinished(() => smsc.stop());
  await createCarrier(OPERATOR, {
    kind: 'smpp',
    name,
    settings: { host: '127.0.0.1', port: smsc.port, systemId: 'postern', ...settings },
    secrets: { password: 'secret' },
    ...more,
  });
  await createRoute(OPERATOR, { carrier: name });
  return smsc;
}

/** Starts workers in this process, until the test ends. */
export async function startWorkers(count = 1, options: WorkerOptions = {}): Promise<Worker[]> {
  const workers = await Promise.all(Array.from({ length: count }, () => startWorker(options)));
  onTestFinished(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
  });
  return workers;
}

/** Recipient of the message with this number in `queueMessages`. */
export const recipientOf = (index: number) => `+3725${String(index).padStart(7, '0')}`;

/** Queues messages for a carrier, each to another number. Returns their ids. */
export function queueMessages(
  actor: UserActor,
  key: { id: string },
  { carrier, count, ...overrides }: { carrier: string; count: number } & Record<string, unknown>,
): Promise<string[]> {
  const messages = Array.from({ length: count }, (_, i) => ({
    recipient: recipientOf(i),
    queuedFor: carrier,
    ...overrides,
  }));
  return makeMessages(actor, key, messages);
}

/** Waits until so many of the messages have each status. */
export async function statusesReached(ids: string[], expected: Record<string, number>): Promise<void> {
  await vi.waitFor(async () => expect(await statusesOf(ids)).toEqual(expected), { ...WAIT_LIMIT, interval: 50 });
}

export async function statusesOf(ids: string[]): Promise<Record<string, number>> {
  const { rows } = await pool().query<{ status: string; count: number }>(
    `SELECT COALESCE(p.status::text, 'queued') AS status, count(*)::int AS count
     FROM unnest($1::uuid[]) AS u(id) LEFT JOIN message_progress p ON p.message_id = u.id GROUP BY 1`,
    [ids],
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}
