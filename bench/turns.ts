import { type Load, load, type Target } from './load';
import { median } from './median';

type Turns = { connections: number; seconds: number; rounds: number; dir: string };

/**
 * What each of `targets`, all up at once, bears: they take turns of a few seconds in each round, and back again in the next.
 * Throws when one refuses.
 */
export async function takeTurns(
  targets: ReadonlyMap<string, Target>,
  { connections, seconds, rounds, dir }: Turns,
  afterRound?: () => Promise<unknown>,
): Promise<Map<string, Load[]>> {
  const samples = new Map<string, Load[]>([...targets.keys()].map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, target] of round % 2 ? [...targets].reverse() : targets) {
      const measured = await load(target, connections, seconds, dir);
      if (measured.failed > 0) throw new Error(`${name}: ${measured.failed} requests failed`);
      samples.get(name)?.push(measured);
    }
    await afterRound?.();
  }
  return samples;
}

/**
 * `own` to `theirs`, each round by itself: a machine that is shared with others is half as fast one minute as it was the
 * minute before.
 */
export function ratio(own: Load[] = [], theirs: Load[] = [], figure: (load: Load) => number): number {
  return median(own.map((load, round) => figure(load) / figure(theirs[round] as Load)));
}

export const rate = ({ requestsPerS }: Load) => requestsPerS;
export const p99 = ({ p99Ms }: Load) => p99Ms;
