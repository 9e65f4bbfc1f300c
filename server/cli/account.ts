import { Command } from 'commander';
import { createAccount } from '@/lib/accounts/commands';
import { listAccounts } from '@/lib/accounts/queries';
import { addAccountTwoFactor } from './account-two-factor';
import { OPERATOR } from './actor';
import { addAccountLimits } from './limits';
import { jsonOption, print, shown, table } from './print';
import { addVerificationCommands } from './verification';

type Json = { json?: boolean };

/** account create | list | limits | two-factor | verify | requests | approve | reject */
export function accountCommands(): Command {
  const account = new Command('account').description('accounts: customers of this installation');
  account
    .command('create')
    .description('create an account; it can have API keys once it is verified')
    .requiredOption('--name <name>', 'its name')
    .option('--verified', 'verify it at once')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ npm run -s postern -- account create --name "Acme Ltd" --verified')
    .action(create);
  account
    .command('list')
    .description('list all accounts, oldest first')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ npm run -s postern -- account list --json')
    .action(list);
  addAccountLimits(account);
  addAccountTwoFactor(account);
  addVerificationCommands(account);
  return account;
}

async function create(options: Json & { name: string; verified?: boolean }): Promise<void> {
  const verified = options.verified ?? false;
  const { id, name } = await createAccount(OPERATOR, { name: options.name, verified });
  print(options, { id, name, verified }, shown`Account "${name}" created${verified ? ' and verified' : ''}: ${id}`);
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
