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
    .description('check that no event was changed, removed or inserted; fails and lists those that were')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nWith --json it also prints the head of each chain: store it elsewhere to detect later whether the whole log was rewritten.' +
        '\n\nExample:\n  $ npm run -s postern -- audit verify',
    )
    .action(verify);
  return audit;
}

async function verify(options: { json?: boolean }): Promise<void> {
  const verdict = await verifyAudit(OPERATOR);
  const { events, heads, faults, broken } = verdict;
  const size = `${number(events, 'event')} in ${number(heads.length, 'chain')}`;
  if (faults === 0) return print(options, verdict, `The audit log is intact: ${size}.`);
  if (options.json) print(options, verdict, '');
  const rest = faults > broken.length ? `\n… and ${faults - broken.length} more` : '';
  throw new AppError(
    'conflict',
    `The audit log was changed: ${number(faults, 'error')} in ${size}.\n${broken.map(describe).join('\n')}${rest}`,
  );
}

const number = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

function describe({ chain, seq, id, fault }: BrokenEvent): string {
  const position = `number ${seq} of ${chain === INSTALLATION ? 'the installation' : `account ${chain}`}`;
  switch (fault) {
    case 'changed':
      return `Event ${id}, ${position}, was changed.`;
    case 'missing':
      return `The event that was ${position} is missing.`;
    case 'misplaced':
      return `Event ${id}, ${position}, does not follow the one before it.`;
  }
}
