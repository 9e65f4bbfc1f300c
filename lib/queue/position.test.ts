import { describe, expect, it } from 'vitest';
import { type ClaimedAt, type Position, Positions, positionAfter } from './position';

const at = (ms: number, id = '1', isRecent = false): ClaimedAt => ({ runAt: new Date(ms), id, isRecent });

describe('positionAfter', () => {
  it('is the last row in order, by time and then by number', () => {
    expect(positionAfter([at(2_000, '9'), at(3_000, '10'), at(3_000, '9'), at(1_000, '11')])).toEqual({
      runAt: new Date(3_000),
      id: '10',
    });
    expect(positionAfter([])).toBeNull();
  });

  it('leaves room for rows that are still being committed', () => {
    expect(positionAfter([at(60_000, '5', true)], 2_000)).toEqual({ runAt: new Date(58_000), id: '0' });
  });
});

describe('claims of a queue with positions', () => {
  let nowMs = 0;
  /** Claims `rows`, which takes `tookMs`, and returns where lane a was read from. */
  async function claim(positions: Positions<string>, rows: ClaimedAt[], tookMs = 0): Promise<number | null> {
    let start: Position | null = null;
    await positions.claim(
      async (since) => {
        start = since('a');
        nowMs += tookMs;
        return rows;
      },
      () => 'a',
    );
    return (start as Position | null)?.runAt.getTime() ?? null;
  }
  const fresh = () => {
    nowMs = 0;
    return new Positions<string>(() => nowMs);
  };

  it('begin where the last one ended, also when that found nothing, and every 5 s from the beginning', async () => {
    const positions = fresh();
    expect(await claim(positions, [at(1_000)])).toBeNull();
    expect(await claim(positions, [])).toBe(1_000);
    expect(await claim(positions, [at(2_000)])).toBe(1_000);
    nowMs = 4_999;
    expect(await claim(positions, [])).toBe(2_000);
    nowMs = 5_000;
    expect(await claim(positions, [at(500)])).toBeNull();
    expect(await claim(positions, [])).toBe(500);
  });

  it('are from the beginning for at most a twentieth of the time', async () => {
    const positions = fresh();
    await claim(positions, [at(1_000)], 1_000);
    nowMs = 20_999;
    expect(await claim(positions, [])).toBe(1_000);
    nowMs = 21_000;
    expect(await claim(positions, [])).toBeNull();
  });

  it('keep one position for each lane', async () => {
    const positions = fresh();
    await positions.claim(
      async () => [at(1_000, 'a'), at(2_000, 'b')],
      ({ id }) => id,
    );
    expect(positions.since('a')?.runAt).toEqual(new Date(1_000));
    expect(positions.since('b')?.runAt).toEqual(new Date(2_000));
    expect(positions.since('c')).toBeNull();
  });
});
