// What an open transaction costs: two default installations take turns, and in the database of one of them a transaction stays
// open throughout, so that vacuum can remove nothing there. Each turn is compared with the other's of the same round: the speed
// of a shared machine changes from minute to minute.
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { findRunning } from '../server/data-dir.mjs';
import { connectTo } from './installation';
import { load, warmUp } from './load';
import { processorTimes } from './process-time';
import { type Product, startProduct } from './product';
import { type Sink, startSink } from './sink';
import { median } from './statistics';
import { progressOf } from './tables';

const CONNECTIONS = (process.env.BENCH_CONNECTIONS ?? '1,128').split(',').map(Number);
const REPORTS = (process.env.BENCH_REPORTS ?? 'without').split(',').includes('with');
/** Short turns: the speed of the machine is about the same in both of a round. */
const TURN_S = 10;
const TENTHS = 10;

type Installation = { product: Product; client: pg.Client; apiKeyId: string; key: string };
/** Messages per second from the start of the load until the last was final or reported, and processor time per message, µs. */
type Turn = { perS: number; cpuUs: number };
type Round = { connections: number; held: Turn; free: Turn };

/** Runs turns until the installation with the open transaction was under load for `holdSeconds`. */
export async function benchHeld(holdSeconds: number, dir: string): Promise<void> {
  const originalUrl = process.env.DATABASE_URL ?? '';
  const sink = await startSink();
  const installations: Installation[] = [];
  try {
    for (const name of ['held', 'free']) installations.push(await install(path.join(dir, name)));
    const [held, free] = installations as [Installation, Installation];
    for (const { product, key } of installations) await warmUp({ url: `${product.base}/api/sms`, key }, dir);
    const holder = await hold(held);
    const rounds = await takeRounds({ held, free, sink, dir }, holdSeconds);
    await holder.query('ROLLBACK');
    await holder.end();
    print(rounds, holdSeconds);
  } finally {
    sink.stop();
    for (const { client } of installations) await client.end();
    await connectTo(originalUrl);
    for (const { product } of installations) await product.stop();
  }
}

async function install(data: string): Promise<Installation> {
  const product = await startProduct(data, {});
  const url = findRunning(data)?.databaseUrl ?? '';
  await connectTo(url);
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  const { id: apiKeyId, key } = await makeKey(await makeAccount());
  return { product, client, apiKeyId, key };
}

/** Opens a transaction with a snapshot and a transaction id: neither it nor what began after it counts as over. */
async function hold({ client }: Installation): Promise<pg.Client> {
  const { host, port, database, user, password } = client;
  const holder = new pg.Client({ host, port, database, user, password });
  await holder.connect();
  await holder.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await holder.query('SELECT pg_current_xact_id()');
  return holder;
}

type Sides = { held: Installation; free: Installation; sink: Sink; dir: string };

async function takeRounds({ held, free, sink, dir }: Sides, holdSeconds: number): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let index = 0; index * TURN_S < holdSeconds; index++) {
    const connections = CONNECTIONS[index % CONNECTIONS.length] ?? 1;
    const turn = (installation: Installation) => takeTurn(installation, connections, sink, dir);
    // Every second round of each number of connections in the reverse order.
    const isHeldFirst = Math.floor(index / CONNECTIONS.length) % 2 === 0;
    const first = await turn(isHeldFirst ? held : free);
    const second = await turn(isHeldFirst ? free : held);
    rounds.push({ connections, held: isHeldFirst ? first : second, free: isHeldFirst ? second : first });
  }
  return rounds;
}

async function takeTurn(installation: Installation, connections: number, sink: Sink, dir: string): Promise<Turn> {
  const { product, client, apiKeyId, key } = installation;
  const time = () => Object.values(processorTimes(product.pids().supervisor)).reduce((sum, us) => sum + us, 0);
  sink.reset();
  const before = await progressOf(client, apiKeyId);
  const [startedMs, startedUs] = [performance.now(), time()];
  await load({ url: `${product.base}/api/sms`, key, ...(REPORTS && { dlrUrl: sink.url }) }, connections, TURN_S, dir);
  for (;;) {
    const now = await progressOf(client, apiKeyId);
    const final = now.final - before.final;
    if (now.final >= now.accepted && (!REPORTS || sink.received().ids.size >= final)) {
      const messages = now.accepted - before.accepted;
      return {
        perS: (messages * 1_000) / (performance.now() - startedMs),
        cpuUs: Math.round((time() - startedUs) / messages),
      };
    }
    await sleep(20);
  }
}

function print(rounds: Round[], holdSeconds: number): void {
  console.log(
    `\nThe whole way ${REPORTS ? 'with' : 'without'} reports while a transaction stays open, over that without one ` +
      `(${holdSeconds} s under load in turns of ${TURN_S} s; median, and medians of each tenth)`,
  );
  for (const connections of CONNECTIONS) {
    const own = rounds.filter((round) => round.connections === connections);
    const compare = (figure: (turn: Turn) => number) => {
      const ratios = own.map(({ held, free }) => figure(held) / figure(free));
      const tenths = Array.from({ length: TENTHS }, (_, tenth) =>
        ratios.slice(Math.floor((tenth * ratios.length) / TENTHS), Math.floor(((tenth + 1) * ratios.length) / TENTHS)),
      ).filter((some) => some.length > 0);
      return `${median(ratios).toFixed(2)} (${tenths.map((some) => median(some).toFixed(2)).join(' ')})`;
    };
    const rate = Math.round(median(own.map(({ free }) => free.perS)));
    const cpu = median(own.map(({ free }) => free.cpuUs));
    console.log(`  ${String(connections).padStart(3)} connections: rate ${compare(({ perS }) => perS)} of ${rate}/s`);
    console.log(`       CPU per message ${compare(({ cpuUs }) => cpuUs)} of ${cpu} µs`);
  }
}
