import fs from 'node:fs';
import { type Load, load, type Target } from './load';
import { median } from './statistics';

/** Highest share of steal time: on a virtual machine whose host runs others meanwhile, a measurement means nothing. */
const MAX_STOLEN = 0.03;
const MAX_TRIES = 4;

type Turns = { connections: number; seconds: number; rounds: number; dir: string };

/**
 * Measures all `targets` in turns of a few seconds, in reverse order in every second round. Throws when a request fails.
 */
export async function takeTurns(
  targets: ReadonlyMap<string, Target>,
  { connections, seconds, rounds, dir }: Turns,
  afterRound?: () => Promise<unknown>,
): Promise<Map<string, Load[]>> {
  const samples = new Map<string, Load[]>([...targets.keys()].map((name) => [name, []]));
  let repeated = 0;
  for (let round = 0; round < rounds; round++) {
    for (const [name, target] of round % 2 ? [...targets].reverse() : targets) {
      const { measured, tries } = await undisturbed(() => load(target, connections, seconds, dir));
      repeated += tries - 1;
      if (measured.failed > 0) throw new Error(`${name}: ${measured.failed} requests failed`);
      samples.get(name)?.push(measured);
    }
    await afterRound?.();
  }
  if (repeated > 0) console.log(`${repeated} turns at ${connections} connections were repeated because of steal time`);
  return samples;
}

async function undisturbed(run: () => Promise<Load>): Promise<{ measured: Load; tries: number }> {
  for (let tries = 1; ; tries++) {
    const { result: measured, stolen } = await withStolenShare(run);
    if (stolen <= MAX_STOLEN || tries === MAX_TRIES) return { measured, tries };
  }
}

/** Runs `work` and returns its result with the share of the processors' time that other virtual machines took meanwhile. */
export async function withStolenShare<T>(work: () => Promise<T>): Promise<{ result: T; stolen: number }> {
  const before = processorTime();
  const result = await work();
  const after = processorTime();
  return { result, stolen: (after.stolen - before.stolen) / (after.all - before.all || 1) };
}

/** Returns all and stolen time in ticks, from Linux's /proc/stat; zeros on other systems. */
function processorTime(): { all: number; stolen: number } {
  if (!fs.existsSync('/proc/stat')) return { all: 0, stolen: 0 };
  const [line = ''] = fs.readFileSync('/proc/stat', 'utf8').split('\n');
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  return { all: ticks.reduce((sum, each) => sum + each, 0), stolen: ticks[7] ?? 0 };
}

/**
 * Returns the median of the ratios of `own` to `theirs` per round: the speed of a shared machine differs by a factor of two
 * from minute to minute, so only figures of one round are comparable.
 */
export function ratio(own: Load[] = [], theirs: Load[] = [], figure: (load: Load) => number): number {
  return median(own.map((load, round) => figure(load) / figure(theirs[round] as Load)));
}

export const rate = ({ requestsPerS }: Load) => requestsPerS;
export const p99 = ({ p99Ms }: Load) => p99Ms;
