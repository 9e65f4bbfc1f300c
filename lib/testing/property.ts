import fc from 'fast-check';

const SEED = 20_261_121;
const isLong = process.env.TEST_LONG === '1';

/** The number of examples of a property test: `short` in `npm test`, `long` in `npm run test:long`. */
export const runs = (short: number, long: number): number => (isLong ? long : short);

/** The same examples in each run, or those of TEST_SEED. A failure prints the seed and the path to its example. */
export function configureProperties(): void {
  fc.configureGlobal({ seed: Number(process.env.TEST_SEED ?? SEED), numRuns: runs(100, 1_000) });
}
