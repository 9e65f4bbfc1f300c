import { Command } from 'commander';
import { type BrokenEvent, verifyAudit } from '@/lib/audit/verify';
import { AppError } from '@/lib/base/errors';
import { OPERATOR } from './actor';
import { jsonOption, print } from './print';

const INSTALLATION = '00000000-0000-0000-0000-000000000000';

/** audit verify */
export function auditCommands(): Command {
  const audit = new Command('audit').description('the audit log: who did what, when, from where');
  audit
    .command('verify')
    .description('check that no event was changed, taken out or put in; fails and names those that were')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nWith --json it also tells the end of each chain: kept elsewhere, that shows later whether the whole log was written anew.' +
        '\n\nExample:\n  $ npm run -s postern -- audit verify',
    )
    .action(verify);
  return audit;
}

async function verify(options: { json?: boolean }): Promise<void> {
  const verdict = await verifyAudit(OPERATOR);
  const { events, heads, faults, broken } = verdict;
  const size = `${number(events, 'event')} in ${number(heads.length, 'chain')}`;
  if (faults === 0) return print(options, verdict, `The audit log is as it was written: ${size}.`);
  if (options.json) print(options, verdict, '');
  const rest = faults > broken.length ? `\n… and ${faults - broken.length} more` : '';
  throw new AppError(
    'conflict',
    `The audit log was changed: ${number(faults, 'fault')} in ${size}.\n${broken.map(inWords).join('\n')}${rest}`,
  );
}

const number = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

function inWords({ chain, seq, id, fault }: BrokenEvent): string {
  const where = `number ${seq} of ${chain === INSTALLATION ? 'the installation' : `account ${chain}`}`;
  switch (fault) {
    case 'changed':
      return `Event ${id}, ${where}, is not as it was written.`;
    case 'missing':
      return `The event that was ${where} is missing.`;
    case 'misplaced':
      return `Event ${id}, ${where}, does not follow from the one before it.`;
  }
}
