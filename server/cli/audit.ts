import fs from 'node:fs';
import { Command } from 'commander';
import type { HeadsComparison } from '@/lib/audit/compare-heads';
import { INSTALLATION_CHAIN } from '@/lib/audit/event-hash';
import { type BrokenEvent, verifyAudit } from '@/lib/audit/verify';
import { headsFile } from '@/lib/audit/write-heads';
import { AppError } from '@/lib/base/errors';
import { env } from '@/lib/runtime/env';
import { OPERATOR } from './actor';
import { jsonOption, print } from './print';

const MAX_LISTED = 100;

/** audit verify */
export function auditCommands(): Command {
  const audit = new Command('audit').description('the audit log: who did what, when, from where');
  audit
    .command('verify')
    .description('check that no event was changed, removed or inserted; fails and lists those that were')
    .option(
      '--heads <file...>',
      'signed heads to compare with: a copy of audit-heads.jsonl, or a log of Postern (default: that file of the data folder)',
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nWorkers write signed heads of the log every few seconds, to their log and to audit-heads.jsonl in the data folder.' +
        '\nCopies on another machine also show what a person did who can write to the data folder.' +
        '\n\nExample:\n  $ npm run -s postern -- audit verify',
    )
    .action(verify);
  return audit;
}

type Options = { json?: boolean; heads?: string[] };

async function verify(options: Options): Promise<void> {
  const verdict = await verifyAudit(OPERATOR, filesOf(options));
  const { events, heads, faults, broken, compared } = verdict;
  const size = `${number(events, 'event')} in ${number(heads.length, 'chain')}`;
  const coverage = compared.length > 0 ? compared.map(coverageOf).join('\n') : NOT_COMPARED;
  if (faults === 0) return print(options, verdict, `The audit log is intact: ${size}.\n${coverage}`);
  if (options.json) print(options, verdict, '');
  const lines = [...broken.map(describe), ...compared.flatMap(describeComparison)];
  const rest = faults > lines.length ? [`… and ${faults - lines.length} more`] : [];
  throw new AppError(
    'conflict',
    `The audit log was changed: ${number(faults, 'error')} in ${size}.\n${[...lines, ...rest, coverage].join('\n')}`,
  );
}

const NOT_COMPARED =
  'It was not compared with signed heads (--heads): events removed from the end of the log would not be noticed.';

/** Files that do not exist are an error only where they were named. */
function filesOf({ heads }: Options): string[] {
  if (heads) {
    const missing = heads.find((file) => !fs.existsSync(file));
    if (missing) throw new AppError('not_found', `The file ${missing} does not exist.`);
    return heads;
  }
  const file = headsFile(env().POSTERN_DATA_DIR);
  return fs.existsSync(file) ? [file] : [];
}

function coverageOf({ file, heads, until }: HeadsComparison): string {
  const end = until ? ` until ${until.toISOString()}` : '';
  return `Compared with ${number(heads, 'signed head')} in ${file}${end}.`;
}

function describeComparison({ file, unsignedLines, rewritten }: HeadsComparison): string[] {
  return [
    ...rewritten
      .slice(0, MAX_LISTED)
      .map(
        ({ chain, seq, at }) =>
          `The event that was number ${seq} of ${chainName(chain)} at ${at.toISOString()} is missing or was rewritten.`,
      ),
    ...unsignedLines.slice(0, MAX_LISTED).map((line) => `Line ${line} of ${file} is not signed by this installation.`),
  ];
}

const number = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

const chainName = (chain: string) => (chain === INSTALLATION_CHAIN ? 'the installation' : `account ${chain}`);

function describe({ chain, seq, id, fault }: BrokenEvent): string {
  const position = `number ${seq} of ${chainName(chain)}`;
  switch (fault) {
    case 'changed':
      return `Event ${id}, ${position}, was changed.`;
    case 'missing':
      return `The event that was ${position} is missing.`;
    case 'misplaced':
      return `Event ${id}, ${position}, does not follow the one before it.`;
    case 'unsigned':
      return `Event ${id}, ${position}, was not recorded by this version of Postern.`;
    case 'unverifiable':
      return `Event ${id}, ${position}, names a key that SECRETS_KEYS does not have.`;
  }
}
