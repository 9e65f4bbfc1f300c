import { Command, Option } from 'commander';
import type { Role } from '@/lib/access/actor';
import { createUser } from '@/lib/accounts/commands';
import { resetPassword } from '@/lib/accounts/password';
import { inAccount, OPERATOR } from './actor';
import { type PasswordOptions, passwordFrom } from './password';
import { accountOption, jsonOption, print, shown } from './print';
import { addAccessCommands } from './user-access';

type Json = { json?: boolean };

const PASSWORD_HELP = `
The password is taken from POSTERN_PASSWORD, or with --password-stdin from standard input (asked for at a terminal), or
made up and printed once. --password works too, but other users of this machine can see it while the command runs.`;

/** user create | reset-password | list | reset-link | disable | enable | two-factor-off */
export function userCommands(): Command {
  const user = new Command('user').description('people who sign in to the console');
  withPassword(
    user
      .command('create')
      .description('let somebody sign in to an account')
      .requiredOption('--email <address>', 'signs in with it')
      .addOption(
        new Option('--role <role>', 'right in the account').choices(['admin', 'advanced', 'basic']).default('admin'),
      )
      .option('--operator', 'also runs the installation: verifies accounts, connects carriers')
      .addOption(accountOption()),
    '  $ npm run -s postern -- user create --email ann@example.com --role advanced --account "Acme Ltd"',
  ).action(create);
  withPassword(
    user.command('reset-password <email>').description('set a new password and end all sessions of the user'),
    '  $ npm run -s postern -- user reset-password ann@example.com',
  ).action(reset);
  addAccessCommands(user);
  return user;
}

function withPassword(command: Command, example: string): Command {
  return command
    .option('--password <password>', 'see below')
    .option('--password-stdin', 'read the password from standard input')
    .addOption(jsonOption())
    .addHelpText('after', `${PASSWORD_HELP}\n\nExample:\n${example}`);
}

type CreateOptions = Json & PasswordOptions & { email: string; role: Role; operator?: boolean; account?: string };

async function create(options: CreateOptions): Promise<void> {
  const { accountId } = await inAccount(options.account);
  const { password, made } = await passwordFrom(options);
  const { email, role } = options;
  const operator = options.operator ?? false;
  const user = await createUser(OPERATOR, { email, password, accountId, role, operator });
  print(
    options,
    { ...user, accountId, role, operator, ...(made ? { password } : {}) },
    `User ${user.email} made.${made ? ` Password, shown only now: ${password}` : ''}`,
  );
}

async function reset(email: string, options: Json & PasswordOptions): Promise<void> {
  const { password, made } = await passwordFrom(options);
  const { id } = await resetPassword(OPERATOR, email, password);
  print(
    options,
    { id, email, ...(made ? { password } : {}) },
    shown`Password of ${email} set.${made ? ` Shown only now: ${password}` : ''}`,
  );
}
