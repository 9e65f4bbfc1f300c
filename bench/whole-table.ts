// Prints the turns of `bench -- whole`.
import { describeCost } from './database-cost';
import { median } from './statistics';
import { type Turn, totalUs } from './whole-turn';

export type Result = { name: string; round: number; connections: number; reports: boolean; turn: Turn };
export type Results = Result[];

type Column = [title: string, width: number, cell: (result: Result) => string];

const whole = (value: number) => String(Math.round(value));
const ms = (...values: number[]) => values.map((value) => value.toFixed(value < 10 ? 1 : 0)).join('/');

const COLUMNS: Column[] = [
  ['round', 5, ({ round }) => String(round + 1)],
  ['conn', 5, ({ connections }) => String(connections)],
  ['reports', 8, ({ reports }) => (reports ? 'with' : 'without')],
  ['', 17, ({ name }) => name],
  ['accepted/s', 11, ({ turn }) => whole(turn.acceptedPerS)],
  ['whole/s', 8, ({ turn }) => whole(turn.wholePerS)],
  ['request p50/p95/p99', 20, ({ turn: { requestMs } }) => ms(requestMs.p50, requestMs.p95, requestMs.p99)],
  ['submit p50/p95/max', 19, ({ turn: { submittedMs: s } }) => (s ? ms(s.p50, s.p95, s.max) : '-')],
  ['report p95/max', 15, ({ turn: { reportMs } }) => (reportMs ? ms(reportMs.p95, reportMs.max) : '-')],
  ['backlog most/end', 17, ({ turn: { backlog } }) => `${backlog.most}/${backlog.atEnd}`],
  ['drain s', 8, ({ turn }) => turn.drainS.toFixed(1)],
  ['lost', 5, ({ turn: { lost } }) => String(lost.notStored + lost.notFinal + lost.notReported)],
  ['twice', 6, ({ turn }) => String(turn.reportedTwice)],
  ['refused', 8, ({ turn }) => String(turn.refused)],
  ['CPU µs per message', 26, ({ turn }) => describeCpu(turn)],
  ['stolen, others', 14, ({ turn }) => describeDisturbance(turn)],
];

function describeDisturbance({ disturbance: { stolen, others } }: Turn): string {
  return `${Math.round(stolen * 100)} %, ${Math.round(others * 100)} %`;
}

function describeCpu(turn: Turn): string {
  const parts = Object.values(turn.cpuUs);
  return parts.length > 1 ? `${parts.join('+')}=${totalUs(turn)}` : String(totalUs(turn));
}

const row = (cell: (column: Column) => string) => COLUMNS.map((column) => cell(column).padStart(column[1])).join(' ');

export function printTurnHeader(): void {
  console.log(
    '\nTimes in ms: request; acceptance to submission; final status to report. CPU: web+worker+PostgreSQL, or all of Kannel.',
  );
  console.log(
    'Whole: from the start of the load until the last message is final, or reported. Lost: accepted but not stored, final, or reported.',
  );
  console.log('Stolen, others: processor time taken by other virtual machines, and by other programs during the load.');
  console.log(row(([title]) => title));
}

export function printTurn(result: Result): void {
  console.log(row(([, , cell]) => cell(result)));
  const { notStored, notFinal, notReported } = result.turn.lost;
  if (notStored + notFinal + notReported > 0) {
    console.log(`      lost: ${notStored} not stored, ${notFinal} not final, ${notReported} not reported`);
  }
  if (result.turn.unsigned > 0) console.log(`      ${result.turn.unsigned} reports without a signature`);
}

/** Prints Postern's rates over each competitor's of the same round, and the median. */
export function printRatios(results: Results): void {
  const names = [...new Set(results.map(({ name }) => name))].filter((name) => name !== 'Postern');
  if (names.length === 0) return;
  console.log('\nPostern’s rate over that of the same round: median (each round)');
  for (const { reports, connections, group } of groups(results)) {
    for (const name of names) {
      const compare = (figure: (turn: Turn) => number) => {
        const ratios = group
          .filter((result) => result.name === 'Postern')
          .flatMap(({ round, turn }) => {
            const other = group.find((result) => result.name === name && result.round === round);
            return other ? [figure(turn) / figure(other.turn)] : [];
          });
        return `${median(ratios).toFixed(2)} (${ratios.map((ratio) => ratio.toFixed(2)).join(' ')})`;
      };
      console.log(
        `  ${label(connections, reports)} ${name.padEnd(17)} whole way ${compare((turn) => turn.wholePerS)}, ` +
          `accepted ${compare((turn) => turn.acceptedPerS)}`,
      );
    }
  }
}

/** Prints the accept rate at one connection over that of the same round with the worker stopped. */
export function printStoppedWorker(results: Results, stoppedPerS: number[]): void {
  if (stoppedPerS.length === 0) return;
  const shares = results
    .filter(({ name, connections, reports }) => name === 'Postern' && connections === 1 && !reports)
    .map(({ round, turn }) => turn.acceptedPerS / (stoppedPerS[round] ?? Number.NaN));
  console.log(
    `\nAccept rate at 1 connection over that with the worker stopped (${Math.round(median(stoppedPerS))}/s): ` +
      `${median(shares).toFixed(2)} (${shares.map((share) => share.toFixed(2)).join(' ')})`,
  );
}

/** Prints the median of the processor time of all processes. */
export function printProcessorTime(results: Results): void {
  console.log('\nCPU µs per message of all processes, median');
  for (const { reports, connections, group } of groups(results)) {
    const names = [...new Set(group.map(({ name }) => name))];
    const each = names.map((name) => {
      const turns = group.filter((result) => result.name === name).map(({ turn }) => totalUs(turn));
      return `${name} ${median(turns)}`;
    });
    console.log(`  ${label(connections, reports)} ${each.join(', ')}`);
  }
}

/** Prints the cost of one message in PostgreSQL, of the last round. */
export function printCost(results: Results): void {
  console.log('\nOne message in PostgreSQL, last round');
  for (const { reports, connections, group } of groups(results)) {
    const cost = group.findLast(({ turn }) => turn.cost !== null)?.turn.cost;
    if (cost) console.log(`  ${label(connections, reports)} ${describeCost(cost).join('\n      ')}`);
  }
}

const label = (connections: number, reports: boolean) =>
  `${String(connections).padStart(3)} connections ${reports ? 'with' : 'without'} reports:`.padEnd(33);

function groups(results: Results): { connections: number; reports: boolean; group: Results }[] {
  const keys = new Map(
    results.map(({ connections, reports }) => [`${reports} ${connections}`, { connections, reports }]),
  );
  return [...keys.values()].map(({ connections, reports }) => ({
    connections,
    reports,
    group: results.filter((result) => result.connections === connections && result.reports === reports),
  }));
}
