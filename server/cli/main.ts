import { Command, CommanderError } from 'commander';
import { AppError } from '@/lib/base/errors';
import { endPools } from '@/lib/database/db';
import { toAppError } from '@/lib/database/translate-error';
import { flushChanges, publishChanges } from '@/lib/live/changes';
import { printable, printableJson } from '@/lib/text/terminal';
import { accountCommands } from './account';
import { auditCommands } from './audit';
import { carrierCommands } from './carrier';
import { connect } from './connect';
import { creditCommands, priceCommands } from './credit';
import { keyCommands } from './key';
import { listenCommand } from './listen';
import { migrateCommand } from './migrate';
import { numberCommands } from './number';
import { receivedCommands } from './received';
import { routeCommands } from './route';
import { secretsCommands } from './secrets';
import { senderCommands } from './sender';
import { smscCommand } from './smsc';
import { userCommands } from './user';
import { webhookCommands } from './webhook';

/** Commands that work without an installation on this machine. */
const WITHOUT_DATABASE = ['smsc', 'listen'];

const EXAMPLES = `
Examples:
  $ npm run -s postern -- account list
  $ npm run -s postern -- user create --email ann@example.com --role advanced --account "Acme Ltd"
  $ npm run -s postern -- key create --name "Shop" --account "Acme Ltd" --json

Commands use the installation that runs from this checkout (POSTERN_DATA_DIR), or DATABASE_URL when it is set.`;

/**
 * Runs one command and returns the exit status. Prints results to standard output, and errors to standard error as text or,
 * with --json, as {"error":{code,message,fields}}.
 */
export async function runCommand(args: string[]): Promise<number> {
  const asJson = args.includes('--json');
  let connected = false;
  const program = new Command('postern')
    .description('Commands for the operator of a Postern installation')
    .addHelpText('after', EXAMPLES)
    .hook('preAction', async (_program, command) => {
      if (WITHOUT_DATABASE.includes(command.name())) return;
      await connect({ migrating: command.name() === 'migrate' });
      publishChanges();
      connected = true;
    });
  for (const command of [
    accountCommands(),
    userCommands(),
    keyCommands(),
    senderCommands(),
    numberCommands(),
    receivedCommands(),
    creditCommands(),
    priceCommands(),
    carrierCommands(),
    routeCommands(),
    auditCommands(),
    secretsCommands(),
    migrateCommand(),
    smscCommand(),
    webhookCommands(),
    listenCommand(),
  ])
    program.addCommand(command);
  for (const command of withDescendants(program)) {
    refuseRepeatedOptions(command);
    command
      .exitOverride()
      .configureOutput({ writeErr: (text) => (asJson ? undefined : process.stderr.write(printable(text))) });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    return report(error, asJson);
  } finally {
    if (connected) await flushChanges().then(() => endPools());
  }
}

function withDescendants(command: Command): Command[] {
  return [command, ...command.commands.flatMap((child) => withDescendants(child))];
}

/** Commander alone would use the last value of an option that is given twice. */
function refuseRepeatedOptions(command: Command): void {
  for (const option of command.options) {
    if (option.variadic || option.isBoolean()) continue;
    let count = 0;
    command.on(`option:${option.name()}`, () => {
      if (++count > 1) command.error(`error: option '${option.flags}' is used more than once. Use it once.`);
    });
  }
}

function report(error: unknown, asJson: boolean): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (!asJson) return 1;
  }
  const { code, message, fields, cause } = asAppError(error);
  if (asJson) {
    const json = JSON.stringify({ error: { code, message, ...(fields ? { fields } : {}) } });
    process.stderr.write(`${printableJson(json)}\n`);
    return 1;
  }
  process.stderr.write(`${printable(message)}\n`);
  if (code === 'internal' && cause instanceof Error) process.stderr.write(`${printable(cause.stack ?? '')}\n`);
  return 1;
}

function asAppError(error: unknown): AppError {
  if (error instanceof CommanderError) {
    return new AppError(
      'invalid_request',
      error.message.replace(/^error: /, '') || 'The command is missing; --help lists all commands.',
    );
  }
  if (error instanceof Error && error.name === 'UserError') return new AppError('unavailable', error.message);
  return toAppError(error);
}
