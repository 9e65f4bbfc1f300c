// Accept rate of POST /api/sms compared with a bare insert, with Next and with Kannel, in one run on one machine: the ratios
// are comparable, the figures are not. The worker does not run.
import { setTimeout as sleep } from 'node:timers/promises';
import type { UserActor } from '@/lib/access/actor';
import { db, pool } from '@/lib/database/db';
import { setIpRestriction, setSendSettings } from '@/lib/keys/commands/configure-key';
import { makeKey } from '@/lib/testing/factories';
import { hasKannel, startKannel } from './kannel';
import { type Load, type Target, warmUp } from './load';
import { start, stop } from './processes';
import { median, spread } from './statistics';
import { p99, rate, ratio, takeTurns } from './turns';

const CONNECTIONS = [1, 32, 128];
const LATENCY_MESSAGES = 200;
const BATCHES = 40;
const BATCH_SIZE = 1_000;

type Started = { target: Target; stop: () => Promise<void> };
type Candidate = { name: string; start: () => Promise<Started> };

/** Creates a key with everything that a request is checked against: an address list, and a webhook for delivery reports. */
export async function makeGateKey(actor: UserActor): Promise<string> {
  const { id, key } = await makeKey(actor);
  await setIpRestriction(actor, { id, active: true, mode: 'allow', list: '10.0.0.0/8\n127.0.0.0/8' });
  await setSendSettings(actor, { id, defaultSender: null, autoReplace: null, dlrUrl: 'http://127.0.0.1:9/reports' });
  return key;
}

function candidates(key: string, dir: string): Candidate[] {
  const bundle = (entry: string, path: string) => async () => {
    const { child, port } = await start(entry, { POSTERN_ROLE: 'api' });
    return { target: { url: `http://127.0.0.1:${port}${path}`, key }, stop: () => stop(child) };
  };
  const found: Candidate[] = [
    { name: 'ceiling', start: bundle('bench/ceiling.mjs', '/') },
    { name: 'postern', start: bundle('web.mjs', '/api/sms') },
    { name: 'through Next', start: bundle('bench/through-next.mjs', '/api/sms') },
  ];
  if (hasKannel()) {
    found.push({ name: 'Kannel', start: () => startKannel(dir, false) });
    found.push({ name: 'Kannel, reports', start: () => startKannel(dir, true) });
  } else console.log('Without Kannel: apt-get install kannel kannel-extras\n');
  return found;
}

/** Runs all candidates at the same time and measures them in turns, so that each is compared within the same minute. */
export async function benchGate(key: string, seconds: number, rounds: number, dir: string): Promise<void> {
  const compared = candidates(key, dir);
  const running = new Map<string, Started>();
  const samples = new Map<number, Map<string, Load[]>>();
  try {
    for (const { name, start: begin } of compared) {
      const started = await begin();
      running.set(name, started);
      await warmUp(started.target, dir);
    }
    const targets = new Map([...running].map(([name, { target }]) => [name, target]));
    for (const connections of CONNECTIONS) {
      const turns = { connections, seconds, rounds, dir };
      samples.set(connections, await takeTurns(targets, turns, () => pool().query('TRUNCATE message')));
    }
  } finally {
    for (const started of running.values()) await started.stop();
  }
  const of = (name: string, connections: number) => samples.get(connections)?.get(name) ?? [];
  const ratioTo = (name: string, connections: number, figure: (load: Load) => number) =>
    ratio(of('postern', connections), of(name, connections), figure).toFixed(2);
  print('Accepted per second', compared, (...at) => String(Math.round(median(of(...at).map(rate)))));
  print('Ratio of Postern’s rate to this one', compared, (...at) => ratioTo(...at, rate));
  print('p99 latency, ms', compared, (...at) => median(of(...at).map(p99)).toFixed(2));
  print('Ratio of Postern’s p99 to this one', compared, (...at) => ratioTo(...at, p99));
}

function print(title: string, compared: Candidate[], cell: (name: string, connections: number) => string): void {
  const width = 18;
  console.log(`\n${title}\nconnections${compared.map(({ name }) => name.padStart(width)).join('')}`);
  for (const connections of CONNECTIONS) {
    const cells = compared.map(({ name }) => cell(name, connections).padStart(width));
    console.log(String(connections).padStart(11) + cells.join(''));
  }
}

/** Measures batches of a thousand different messages, one request at a time. */
export async function benchBatch(key: string): Promise<void> {
  const web = await start('web.mjs', { POSTERN_ROLE: 'api' });
  const times: number[] = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    const messages = Array.from({ length: BATCH_SIZE }, (_, i) => ({
      to: `+3725${String(i).padStart(7, '0')}`,
      text: `Your code is ${batch}-${i}`,
    }));
    const startedMs = performance.now();
    const response = await fetch(`http://127.0.0.1:${web.port}/api/sms/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify({ messages }),
    });
    await response.arrayBuffer();
    if (response.status !== 202) throw new Error(`a batch failed with ${response.status}`);
    times.push(performance.now() - startedMs);
  }
  // Without the first batches, which warm the process up.
  console.log(`\nResponse time of a batch of ${BATCH_SIZE} messages: ${spread(times.slice(5))}`);
  await stop(web.child);
  await pool().query('TRUNCATE message');
}

/** Measures the time from accepting to submitting on an idle system, one message at a time. */
export async function benchLatency(key: string): Promise<void> {
  const web = await start('web.mjs', { POSTERN_ROLE: 'api' });
  const worker = await start('worker.mjs', {});
  const ids: string[] = [];
  for (let i = 0; i < LATENCY_MESSAGES; i++) {
    const response = await fetch(`http://127.0.0.1:${web.port}/api/sms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify({ to: '+37255550000', text: `n ${i}` }),
    });
    ids.push(((await response.json()) as { id: string }).id);
    await sleep(20);
  }
  await sleep(2_000);
  const messages = await db().message.findMany({ where: { id: { in: ids }, submittedAt: { not: null } } });
  const waits = messages.map((row) => Number(row.submittedAt) - Number(row.createdAt));
  console.log(`\nAccepted → submitted, idle system: ${spread(waits)} (${waits.length})`);
  await stop(web.child);
  await stop(worker.child);
}
