// The accept rate while browsers, or an attacker, load pages as fast as they can, in the default installation: the ratio to
// the rate without them is comparable, the figures are not.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { makeAccount } from '@/lib/testing/factories';
import { makeGateKey } from './gate';
import { withInstallation } from './installed';
import { type Load, load, parseWrk, type Target, tool, warmUp } from './load';
import { residentMiB } from './memory';
import { median } from './statistics';
import { p99, rate, ratio } from './turns';

const PAGE = '/sign-in';
const SENDERS = 32;
const WARM_UP_S = 3;
const PAGE_CONNECTIONS = { none: 0, 'one reader': 1, flood: 64, 'large flood': 512 };

type Turn = { gate: Load; pages: Load | null };

/**
 * Measures `POST /api/sms` at 32 connections alone and beside page loads, in turns. A turn with one reader shows how long a
 * page takes while the gate is fully used.
 */
export async function benchFlood(seconds: number, rounds: number, dir: string): Promise<void> {
  if (tool !== 'wrk') throw new Error('flood needs wrk: apt-get install wrk');
  await withInstallation(dir, 'flood', async ({ product }) => {
    const target = { url: `${product.base}/api/sms`, key: await makeGateKey(await makeAccount()) };
    await warmUp(target, dir);
    const page = `${product.base}${PAGE}`;
    await pagesOf(page, { connections: 1, seconds: WARM_UP_S, dir });
    const turns = new Map<string, Turn[]>(Object.keys(PAGE_CONNECTIONS).map((name) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const [name, connections] of Object.entries(PAGE_CONNECTIONS)) {
        turns.get(name)?.push(await turnOf(target, page, { connections, seconds, dir }));
      }
    }
    report(turns);
    for (const name of ['web', 'console', 'worker'] as const) {
      console.log(`Resident memory, ${name}: ${product.pidsOf(name).map(residentMiB).join(' + ')} MiB`);
    }
  });
}

type Options = { connections: number; seconds: number; dir: string };

async function turnOf(target: Target, page: string, { connections, seconds, dir }: Options): Promise<Turn> {
  const pages = connections > 0 ? pagesOf(page, { connections, seconds, dir }) : null;
  return { gate: await load(target, SENDERS, seconds, dir), pages: await pages };
}

const SCRIPT = `done = function(summary, latency)
  io.write(string.format("RESULT %d %d %d %d %d %d\\n", summary.requests, summary.errors.status, summary.duration,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end`;

/** Loads a page over `connections`, as browsers do. */
async function pagesOf(url: string, { connections, seconds, dir }: Options): Promise<Load> {
  const script = path.join(dir, 'pages.lua');
  fs.writeFileSync(script, SCRIPT);
  const options = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-H', 'accept: text/html'];
  const wrk = spawn('wrk', [...options, '-s', script, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  wrk.stdout.on('data', (chunk) => (text += chunk));
  await once(wrk, 'close');
  return parseWrk(text);
}

function report(turns: Map<string, Turn[]>): void {
  const gateOf = (name: string) => (turns.get(name) ?? []).map(({ gate }) => gate);
  const width = 12;
  const head = ['sends/s', 'ratio', 'p50 ms', 'p99 ms', 'failed', 'pages/s', 'p50 ms', 'p99 ms', 'refused'];
  console.log(
    `\nAccepted messages beside page loads\n${'pages'.padEnd(width)}${head.map((cell) => cell.padStart(10)).join('')}`,
  );
  for (const [name, all] of turns) {
    const gate = gateOf(name);
    const pages = all.flatMap((turn) => turn.pages ?? []);
    const of = (loads: Load[], figure: (each: Load) => number, digits = 0) =>
      loads.length === 0 ? '–' : median(loads.map(figure)).toFixed(digits);
    const cells = [
      of(gate, rate),
      ratio(gate, gateOf('none'), rate).toFixed(2),
      of(gate, (each) => each.p50Ms, 1),
      of(gate, p99, 1),
      of(gate, (each) => each.failed),
      of(pages, rate, 1),
      of(pages, (each) => each.p50Ms),
      of(pages, p99),
      of(pages, (each) => each.failed),
    ];
    console.log(name.padEnd(width) + cells.map((cell) => cell.padStart(10)).join(''));
  }
}
