import fc from 'fast-check';

const SEED = 20_261_121;
const isLong = process.env.TEST_LONG === '1';

/** Returns the number of examples of a property test: `short` in `npm test`, `long` in `npm run test:long`. */
export const runs = (short: number, long: number): number => (isLong ? long : short);

/** Makes property tests use the same examples in each run, or those of TEST_SEED. A failure prints seed and path. */
export function configureProperties(): void {
  fc.configureGlobal({ seed: Number(process.env.TEST_SEED ?? SEED), numRuns: runs(100, 1_000) });
}
