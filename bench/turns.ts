import fs from 'node:fs';
import { type Load, load, type Target } from './load';
import { familyTime, TICK_US } from './process-time';
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
    const { result: measured, disturbance } = await withDisturbance(run);
    if (disturbance.stolen <= MAX_STOLEN || tries === MAX_TRIES) return { measured, tries };
  }
}

/**
 * Shares of the processors' time: `stolen` by other virtual machines of the host, `others` by processes that this one did not
 * start.
 */
export type Disturbance = { stolen: number; others: number };

/** Runs `work` and returns its result with how much it was disturbed meanwhile. */
export async function withDisturbance<T>(work: () => Promise<T>): Promise<{ result: T; disturbance: Disturbance }> {
  const [before, ownBefore] = [processorTime(), familyTime(process.pid)];
  const result = await work();
  const [after, ownAfter] = [processorTime(), familyTime(process.pid)];
  const all = after.all - before.all || 1;
  const own = (ownAfter - ownBefore) / TICK_US;
  return {
    result,
    disturbance: {
      stolen: (after.stolen - before.stolen) / all,
      others: Math.max(0, after.busy - before.busy - own) / all,
    },
  };
}

/** Returns all, busy and stolen time in ticks, from Linux's /proc/stat; zeros on other systems. */
function processorTime(): { all: number; busy: number; stolen: number } {
  if (!fs.existsSync('/proc/stat')) return { all: 0, busy: 0, stolen: 0 };
  const [line = ''] = fs.readFileSync('/proc/stat', 'utf8').split('\n');
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  const [all, idle, waiting, stolen] = [ticks.reduce((sum, each) => sum + each, 0), ticks[3], ticks[4], ticks[7]];
  return { all, busy: all - (idle ?? 0) - (waiting ?? 0) - (stolen ?? 0), stolen: stolen ?? 0 };
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
