import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CarrierReceipt } from '../carriers/carrier';
import type { HandOver } from '../delivery/settle';
import { OutcomeWriter } from './outcome-writer';

const RECIPIENT = '+37255550000';
let written: string[][];
let concludes: boolean;
let writer: OutcomeWriter;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
  written = [];
  concludes = true;
  writer = new OutcomeWriter(async (handOvers) => {
    written.push(handOvers.map(({ message }) => message.messageId));
    const ended = handOvers.filter(({ receipt }) => concludes && receipt);
    return new Set(ended.map(({ message }) => message.messageId));
  });
  return () => vi.useRealTimers();
});

const rowOf = (size: number, id = 'row') => ({ id, priority: 1, size });

function accepted(row: HandOver['row'], id: string, parts?: string[]): HandOver {
  const outcome = { kind: 'accepted', carrierMessageId: `c-${id}` } as const;
  const ofParts = parts?.map((carrierMessageId, index) => ({ part: index + 1, carrierMessageId }));
  return {
    row,
    message: { messageId: id, accountId: 'account', attempt: 1, possibleDuplicate: false, recipient: RECIPIENT },
    outcome: ofParts ? { ...outcome, parts: ofParts } : outcome,
  };
}

const receipt = (carrierMessageId: string, more: Partial<CarrierReceipt> = {}): CarrierReceipt => ({
  ...{ carrierMessageId, status: 'delivered', errorCode: null, recipient: RECIPIENT },
  ...more,
});

describe('outcomes', () => {
  it('of a row are written together once all are there', async () => {
    const row = rowOf(3);
    const all = [writer.add(accepted(row, 'a')), writer.add(accepted(row, 'b'))];
    await vi.advanceTimersByTimeAsync(100);
    expect(written).toEqual([]);
    all.push(writer.add(accepted(row, 'c')));
    await vi.advanceTimersByTimeAsync(1);
    await Promise.all(all);
    expect(written).toEqual([['a', 'b', 'c']]);
  });

  it('of an incomplete row are written after 250 ms, and the row has only the others then', async () => {
    const row = rowOf(2);
    const first = writer.add(accepted(row, 'a'));
    await vi.advanceTimersByTimeAsync(300);
    await first;
    const second = writer.add(accepted(row, 'b'));
    await vi.advanceTimersByTimeAsync(1);
    await second;
    expect(written).toEqual([['a'], ['b']]);
  });

  it('that cannot be written reject, and later ones are written', async () => {
    const failing = new OutcomeWriter(() => Promise.reject(new Error('down')));
    const added = failing.add(accepted(rowOf(1), 'a'));
    const expected = expect(added).rejects.toThrow('down');
    await vi.advanceTimersByTimeAsync(50);
    await expected;
  });
});

describe('receipts', () => {
  it('go with the acceptance of their message where it is not written yet', async () => {
    const row = rowOf(2);
    const handOver = accepted(row, 'a');
    void writer.add(handOver);
    const { others, rest } = writer.conclude([receipt('x', { candidates: ['x', 'c-a'] }), receipt('c-unknown')]);
    expect(others).toEqual([receipt('c-unknown')]);
    // Sooner than without a receipt.
    await vi.advanceTimersByTimeAsync(50);
    expect(written).toEqual([['a']]);
    expect(handOver.receipt).toMatchObject({ carrierMessageId: 'x' });
    expect(await rest).toEqual([]);
  });

  it('are returned after the write when they did not end their message', async () => {
    concludes = false;
    void writer.add(accepted(rowOf(1), 'a'));
    const { rest } = writer.conclude([receipt('c-a')]);
    await vi.advanceTimersByTimeAsync(50);
    expect(await rest).toEqual([receipt('c-a')]);
  });

  it.each([
    ['is not final', 'c-a', { status: 'submitted' as const }],
    ['is about another number', 'c-a', { recipient: '+4912345678' }],
    ['has no number', 'c-a', { recipient: null }],
    ['is of a part', 'part-2', {}],
  ])('wait for the write and are returned when one %s', async (_name, id, more) => {
    const handOver = accepted(rowOf(1), 'a', id.startsWith('part') ? ['part-1', 'part-2'] : undefined);
    void writer.add(handOver);
    const { others, rest } = writer.conclude([receipt(id, more)]);
    await vi.advanceTimersByTimeAsync(50);
    expect([others, await rest, handOver.receipt]).toEqual([[], [receipt(id, more)], undefined]);
  });

  it('that repeat one are returned', async () => {
    void writer.add(accepted(rowOf(1), 'a'));
    const { rest } = writer.conclude([receipt('c-a'), receipt('c-a', { status: 'undelivered' })]);
    await vi.advanceTimersByTimeAsync(50);
    expect(await rest).toEqual([receipt('c-a', { status: 'undelivered' })]);
  });
});
