// The table of the README, made from the turns of `bench -- whole`.
import { median } from './statistics';
import type { Results } from './whole-table';
import { type Turn, totalUs } from './whole-turn';

type Group = { connections: number; reports: boolean; group: Results };
type Column = [title: string, cell: (group: Group) => string];

const own = (group: Results) => group.filter(({ name }) => name === 'Postern');
const middle = (group: Results, figure: (turn: Turn) => number) => median(own(group).map(({ turn }) => figure(turn)));
const whole = (value: number) => Math.round(value).toLocaleString('en');

/** Returns the median of the ratios per round of the whole way to a competitor's; a dash where it did not run. */
function ratioTo(name: string): Column[1] {
  return ({ group }) => {
    const ratios = own(group).flatMap(({ round, turn }) => {
      const other = group.find((result) => result.name === name && result.round === round);
      return other ? [turn.wholePerS / other.turn.wholePerS] : [];
    });
    return ratios.length > 0 ? `${median(ratios).toFixed(2)} ×` : '–';
  };
}

const COLUMNS: Column[] = [
  ['connections', ({ connections }) => String(connections)],
  ['reports', ({ reports }) => (reports ? 'with' : 'without')],
  ['accepted, per second', ({ group }) => whole(middle(group, (turn) => turn.acceptedPerS))],
  ['whole way, per second', ({ group }) => whole(middle(group, (turn) => turn.wholePerS))],
  ['to Kannel', ratioTo('Kannel')],
  ['to Kannel, no delay', ratioTo('Kannel, no delay')],
  ['request p95', ({ group }) => `${middle(group, (turn) => turn.requestMs.p95).toFixed(1)} ms`],
  ['submitted p95', ({ group }) => `${whole(middle(group, (turn) => turn.submittedMs?.p95 ?? Number.NaN))} ms`],
  ['most waiting', ({ group }) => whole(Math.max(...own(group).map(({ turn }) => turn.backlog.most)))],
  ['lost', ({ group }) => whole(own(group).reduce((sum, { turn }) => sum + lostOf(turn), 0))],
  ['CPU per message', ({ group }) => `${whole(middle(group, totalUs))} µs`],
];

const lostOf = ({ lost }: Turn) => lost.notStored + lost.notFinal + lost.notReported;

/** Returns the turns as a Markdown table: medians of the rounds. */
export function readmeTable(results: Results): string {
  const groups = new Map<string, Group>();
  for (const result of results) {
    const { connections, reports } = result;
    const key = `${reports} ${connections}`;
    const known = groups.get(key) ?? { connections, reports, group: [] };
    known.group.push(result);
    groups.set(key, known);
  }
  const rows = [...groups.values()]
    .toSorted((a, b) => Number(a.reports) - Number(b.reports) || a.connections - b.connections)
    .map((group) => COLUMNS.map(([, cell]) => cell(group)));
  const all = [COLUMNS.map(([title]) => title), ...rows];
  const widths = COLUMNS.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  return lines.join('\n');
}
