import type { Logger } from 'pino';
import { FOLD_INTERVAL_MS, foldCounts } from '../keys/counts/fold';
import { type Loop, startLoop } from './loop';

/** Starts folding the counts of keys. Workers and web processes do: either may run without the other. */
export function startFolding(log: Logger): Loop {
  let isFirst = true;
  return startLoop({
    name: 'counts of keys',
    run: async () => {
      await foldCounts({ fromBeginning: isFirst, maxAgeMs: FOLD_INTERVAL_MS / 2 });
      isFirst = false;
      return FOLD_INTERVAL_MS;
    },
    log,
  });
}
