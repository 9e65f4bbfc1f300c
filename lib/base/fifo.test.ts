import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Fifo } from './fifo';

it('behaves like an array that is pushed to and shifted from', () => {
  const steps = fc.array(fc.oneof(fc.array(fc.integer(), { maxLength: 5 }), fc.constantFrom('shift', 'all')));
  fc.assert(
    fc.property(steps, (run) => {
      const fifo = new Fifo<number>();
      const model: number[] = [];
      for (const step of run) {
        if (step === 'shift') expect(fifo.shift()).toBe(model.shift());
        else if (step === 'all') expect(fifo.takeAll()).toEqual(model.splice(0));
        else {
          fifo.push(step as number[]);
          model.push(...(step as number[]));
        }
        expect(fifo.length).toBe(model.length);
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});
