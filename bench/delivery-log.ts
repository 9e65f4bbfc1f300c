// Measures pages of the log of deliveries for every filter among many, and deliveries while a month of them is dropped.
import { setTimeout as sleep } from 'node:timers/promises';
import type { UserActor } from '@/lib/access/actor';
import { lowestIdAt, newId } from '@/lib/base/ids';
import { pool } from '@/lib/database/db';
import { makeAccount } from '@/lib/testing/factories';
import { WEBHOOK_EVENTS } from '@/lib/webhooks/events';
import { listDeliveries } from '@/lib/webhooks/log/queries';
import { DELIVERY_STATES, type DeliveryFilter } from '@/lib/webhooks/log/schema';
import { keepPartitions } from '@/lib/webhooks/partitions';
import { fillLog, LOG_DAYS } from './delivery-log-seed';
import { spread } from './statistics';

const DELIVERIES = Number(process.env.BENCH_DELIVERIES ?? 10_000_000);
const PAGES = 60;
const DAY_MS = 86_400_000;
/** Deliveries go on for this long before and after the drop. */
const AROUND_MS = 2_000;

/** Measures the log on the benchmark's database. */
export async function benchDeliveryLog(): Promise<void> {
  const actor = await makeAccount();
  const endpointIds = await fillLog(actor.accountId, DELIVERIES);
  await measurePages(actor, endpointIds);
  await measureDrop(actor);
}

/** Prints how long pages take: the first one, and those at random places of the log. */
export async function measurePages(actor: UserActor, endpointIds: readonly string[]): Promise<void> {
  const [endpointId = ''] = endpointIds;
  const { rows } = await listDeliveries(actor, { event: 'message.delivered' });
  const { recipient = '', messageId } = rows[0] ?? {};
  const day = { from: new Date(Date.now() - 12 * DAY_MS), until: new Date(Date.now() - 11 * DAY_MS) };
  const filters: DeliveryFilter[] = [
    {},
    ...WEBHOOK_EVENTS.map((event) => ({ event })),
    ...DELIVERY_STATES.map((state) => ({ state })),
    ...[200, 204, 404, 500, 503, 418].map((httpStatus) => ({ httpStatus })),
    { endpointId },
    { endpointId: null },
    { endpointId: newId() },
    day,
    { recipient: recipient ?? '' },
    { messageId: messageId ?? newId() },
    { endpointId, event: 'message.expired' },
    { endpointId, state: 'failed' },
    { event: 'message.buffered', httpStatus: 503 },
    { state: 'failed', httpStatus: 404 },
    { state: 'delivered', httpStatus: 204, endpointId },
    { state: 'failed', event: 'message.unknown', ...day },
  ];
  for (const filter of filters) {
    const took: number[] = [];
    let [found, partial] = [0, 0];
    for (let page = 0; page < PAGES; page++) {
      const at = new Date(Date.now() - Math.random() * LOG_DAYS * DAY_MS);
      const startedMs = performance.now();
      const { rows, searchedUntil } = await listDeliveries(
        actor,
        page === 0 ? filter : { ...filter, before: lowestIdAt(at) },
      );
      took.push(performance.now() - startedMs);
      found += rows.length;
      if (searchedUntil) partial++;
    }
    console.log(
      `${JSON.stringify(filter)}: ${spread(took)}, first page ${(took[0] ?? 0).toFixed(1)} ms, ` +
        `${(found / PAGES).toFixed(0)} a page${partial > 0 ? `, ${partial} of ${PAGES} searched in part` : ''}`,
    );
  }
}

/** Prints how long a month takes to be dropped, and the slowest delivery that was stored meanwhile. */
export async function measureDrop({ accountId }: UserActor): Promise<void> {
  let isOver = false;
  const took: number[] = [];
  const deliver = async () => {
    while (!isOver) {
      const startedMs = performance.now();
      const id = newId();
      await pool().query(
        `INSERT INTO delivery_report (id, account_id, sequence, url, body, event) VALUES ($1, $2, 1, 'https://h/', '{}', 'message.received')`,
        [id, accountId],
      );
      await pool().query(
        'INSERT INTO webhook_attempt (report_id, account_id, number, duration_ms, http_status) VALUES ($1, $2, 1, 1, 200)',
        [id, accountId],
      );
      took.push(performance.now() - startedMs);
    }
  };
  const deliveries = [deliver(), deliver()];
  await sleep(AROUND_MS);
  const slowestBefore = Math.max(...took.splice(0));
  const startedMs = performance.now();
  // All weeks that are over.
  const { dropped } = await keepPartitions(new Date(Date.now() + 7 * DAY_MS), 7);
  const droppedMs = performance.now() - startedMs;
  await sleep(AROUND_MS);
  isOver = true;
  await Promise.all(deliveries);
  console.log(
    `${dropped} partitions dropped in ${droppedMs.toFixed(0)} ms; slowest delivery ${Math.max(...took).toFixed(0)} ms ` +
      `(${slowestBefore.toFixed(0)} ms before)`,
  );
}
