import { Command, Option } from 'commander';
import type { Role } from '@/lib/access/actor';
import { createUser } from '@/lib/accounts/commands';
import { resetPassword } from '@/lib/accounts/password';
import { randomCharacters } from '@/lib/keys/rules';
import { inAccount, OPERATOR } from './actor';
import { accountOption, jsonOption, print, shown } from './print';
import { readPassword } from './read-input';
import { addAccessCommands } from './user-access';

type Json = { json?: boolean };
type PasswordOptions = { password?: string; passwordStdin?: boolean };

/** 119 bits of entropy. */
const GENERATED_LENGTH = 20;

const PASSWORD_HELP = `
The password is read from POSTERN_PASSWORD, or with --password-stdin from standard input (a prompt at a terminal), else
generated and printed once. --password works too, but other users of this machine can see it while the command runs.`;

/** user create | reset-password | list | reset-link | disable | enable | two-factor-off */
export function userCommands(): Command {
  const user = new Command('user').description('people who sign in to the console');
  withPassword(
    user
      .command('create')
      .description('create a user who can sign in to an account')
      .requiredOption('--email <address>', 'e-mail address to sign in with')
      .addOption(
        new Option('--role <role>', 'role in the account').choices(['admin', 'advanced', 'basic']).default('admin'),
      )
      .option('--operator', 'also an operator: verifies accounts, approves sender IDs')
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
  const { password, generated } = await passwordFrom(options);
  const { email, role } = options;
  const operator = options.operator ?? false;
  const user = await createUser(OPERATOR, { email, password, accountId, role, operator });
  print(
    options,
    { ...user, accountId, role, operator, ...(generated ? { password } : {}) },
    `User ${user.email} created.${generated ? ` Password, shown only now: ${password}` : ''}`,
  );
}

async function reset(email: string, options: Json & PasswordOptions): Promise<void> {
  const { password, generated } = await passwordFrom(options);
  const { id } = await resetPassword(OPERATOR, email, password);
  print(
    options,
    { id, email, ...(generated ? { password } : {}) },
    shown`Password of ${email} set.${generated ? ` Shown only now: ${password}` : ''}`,
  );
}

/** Returns the password from options or environment, else a generated one, which the caller must print. */
async function passwordFrom(options: PasswordOptions): Promise<{ password: string; generated: boolean }> {
  if (options.passwordStdin) return { password: await readPassword(), generated: false };
  const password = options.password ?? process.env.POSTERN_PASSWORD;
  return password ? { password, generated: false } : { password: randomCharacters(GENERATED_LENGTH), generated: true };
}
