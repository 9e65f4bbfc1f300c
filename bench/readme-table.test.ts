import { expect, it } from 'vitest';
import { readmeTable } from './readme-table';
import type { Results } from './whole-table';

it('prints medians, ratios of the same round, and what was lost, as Markdown', () => {
  const turn = (wholePerS: number, lost = 0) => ({
    ...{
      acceptedPerS: 2 * wholePerS,
      wholePerS,
      messages: 1,
      refused: 0,
      reportMs: null,
      drainS: 0,
      reportedTwice: 0,
      unsigned: 0,
    },
    ...{
      requestMs: { p50: 1, p95: 2.25, p99: 3 },
      submittedMs: { p50: 1, p95: 40, max: 50 },
      backlog: { most: 1_234, atEnd: 0 },
    },
    ...{
      lost: { notStored: 0, notFinal: lost, notReported: 0 },
      cpuUs: { web: 40, worker: 60, postgres: 53 },
      cost: null,
    },
    disturbance: { stolen: 0, others: 0 },
  });
  const result = (name: string, round: number, wholePerS: number, lost = 0): Results[number] => {
    return { name, round, connections: 128, reports: false, turn: turn(wholePerS, lost) };
  };
  const results = [
    ...[
      result('Postern', 0, 1_000),
      result('Kannel', 0, 800),
      result('Postern', 1, 3_000, 2),
      result('Kannel', 1, 1_000),
    ],
    ...[result('Postern', 2, 2_000), result('Kannel', 2, 1_000)],
  ];
  const [titles, , row] = readmeTable(results)
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  expect(Object.fromEntries((titles ?? []).map((title, column) => [title, row?.[column]]))).toMatchObject({
    connections: '128',
    reports: 'without',
    'accepted, per second': '4,000',
    'whole way, per second': '2,000',
    'to Kannel': '2.00 ×',
    'to Kannel, no delay': '–',
    'request p95': '2.3 ms',
    'submitted p95': '40 ms',
    'most waiting': '1,234',
    lost: '2',
    'CPU per message': '153 µs',
  });
});
