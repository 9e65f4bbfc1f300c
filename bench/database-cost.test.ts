import { describe, expect, it } from 'vitest';
import { costPerMessage, type DatabaseCounters, describeCost } from './database-cost';

const table = (counters: object) => ({
  ...{ inserted: 0, updated: 0, hot: 0, deleted: 0, entriesRead: 0, fullIndexes: 2, partialIndexes: 1 },
  ...counters,
});

const before: DatabaseCounters = {
  commits: 100,
  walBytes: 1_000,
  walRecords: 10,
  statements: null,
  tables: new Map([['message', table({ inserted: 50, updated: 20, hot: 20, entriesRead: 5 })]]),
};
const after: DatabaseCounters = {
  commits: 110,
  walBytes: 51_000,
  walRecords: 510,
  statements: null,
  tables: new Map([
    ['message', table({ inserted: 150, updated: 320, hot: 95, entriesRead: 1_005 })],
    ['queue_0', table({ inserted: 100, deleted: 100, fullIndexes: 1, partialIndexes: 0 })],
    ['idle', table({})],
  ]),
};

describe('costPerMessage', () => {
  const cost = costPerMessage(before, after, 100);

  it('counts row versions, and those of a table made meanwhile', () => {
    expect(cost).toMatchObject({ versions: 6, inserted: 2, updated: 3, deleted: 1, hotShare: 0.25, entriesRead: 10 });
    expect(cost.tables).toEqual([
      ['message', 4],
      ['queue_0', 2],
    ]);
  });

  it('counts index entries of inserts and of updates that are not HOT, without and with partial indexes', () => {
    // message: 1 + 3 - 0.75 versions with entries, in 2 or 3 indexes; queue_0: 1 in 1.
    expect(cost.entriesWritten).toEqual([7.5, 10.75]);
  });

  it('counts WAL, commits and, where known, statements', () => {
    expect(cost).toMatchObject({ walBytes: 500, walRecords: 5, commits: 0.1, statements: null });
    const known = costPerMessage({ ...before, statements: 5 }, { ...after, statements: 25 }, 100);
    expect(known.statements).toBe(0.2);
  });

  it('is described in two lines', () => {
    expect(describeCost(cost)).toEqual([
      '6.00 row versions (2.00 inserted, 3.00 updated, 25 % of them HOT, 1.00 deleted), 7.50 to 11 index entries written, ' +
        '10 read, 500 bytes of WAL in 5.00 records, 0.10 commits',
      'message 4.00, queue_0 2.00',
    ]);
  });
});
