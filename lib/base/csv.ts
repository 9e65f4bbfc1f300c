// Spreadsheets evaluate a cell that begins like a formula (OWASP: CSV injection). An apostrophe before it prevents that. A
// cell that begins with apostrophes and then like a formula gets one more, so that removing one restores every value.
const FORMULA = /^'*[=+\-@\t\r]./su;
const GUARDED = /^'+[=+\-@\t\r]./su;

/** Returns one line of CSV (RFC 4180) with all cells quoted and formulas guarded. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

function quoted(value: string): string {
  const guarded = FORMULA.test(value) ? `'${value}` : value;
  return `"${guarded.replaceAll('"', '""')}"`;
}

/** Returns the value that a cell had before `csvLine` guarded it. */
export function withoutFormulaGuard(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell;
}
