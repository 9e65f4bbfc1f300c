import { Command } from 'commander';
import { createAccount, verifyAccount } from '@/lib/accounts/commands';
import { chooseAccount, listAccounts } from '@/lib/accounts/queries';
import { OPERATOR } from './actor';
import { jsonOption, print, table } from './print';

type Json = { json?: boolean };

/** account create | verify | list */
export function accountCommands(): Command {
  const account = new Command('account').description('accounts: customers of this installation');
  account
    .command('create')
    .description('make an account; it can have API keys once it is verified')
    .requiredOption('--name <name>', 'what people call it')
    .option('--verified', 'verify it at once')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ npm run -s postern -- account create --name "Acme Ltd" --verified')
    .action(create);
  account
    .command('verify')
    .argument('<account>', 'its id or name')
    .description('let an account create API keys')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ npm run -s postern -- account verify "Acme Ltd"')
    .action(verify);
  account
    .command('list')
    .description('all accounts, oldest first')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ npm run -s postern -- account list --json')
    .action(list);
  return account;
}

async function create(options: Json & { name: string; verified?: boolean }): Promise<void> {
  const { id, name } = await createAccount(OPERATOR, { name: options.name });
  const verified = options.verified ?? false;
  if (verified) await verifyAccount(OPERATOR, id);
  print(options, { id, name, verified }, `Account "${name}" made${verified ? ' and verified' : ''}: ${id}`);
}

async function verify(wanted: string, options: Json): Promise<void> {
  const id = await chooseAccount(OPERATOR, wanted);
  await verifyAccount(OPERATOR, id);
  print(options, { id, verified: true }, `Account ${id} is verified.`);
}

async function list(options: Json): Promise<void> {
  const accounts = await listAccounts(OPERATOR);
  const rows = accounts.map(({ id, name, verified, members, keys }) => [
    id,
    name,
    verified ? 'yes' : 'no',
    String(members),
    String(keys),
  ]);
  print(options, { accounts }, table(['ID', 'NAME', 'VERIFIED', 'MEMBERS', 'KEYS'], rows));
}
