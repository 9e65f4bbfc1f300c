import { Command, Option } from 'commander';
import { chooseAccount } from '@/lib/accounts/queries';
import { assignNumber, removeNumber } from '@/lib/received/numbers/commands';
import { findNumberId, listNumbers } from '@/lib/received/numbers/queries';
import { OPERATOR } from './actor';
import { accountOption, jsonOption, print, shown, table } from './print';

type Options = { json?: boolean; account?: string; keyword?: string };

const keywordOption = () =>
  new Option('--keyword <word>', 'the first word of the messages, of a number that accounts share');

/** number add | list | remove */
export function numberCommands(): Command {
  const number = new Command('number').description('numbers and keywords whose received messages belong to an account');
  addCommon(
    number.command('add').argument('<number>', 'with country code, or a short code'),
    'number add +37255500001 --account "Acme Ltd" --keyword WIN',
  )
    .description('assign a number to an account; for one that the account has, set its webhook')
    .addOption(keywordOption())
    .option('--webhook <url>', 'where its messages are posted to, instead of the account’s DLR webhook')
    .addOption(accountOption())
    .action(add);
  addCommon(number.command('list'), 'number list --json')
    .description('list the assigned numbers of all accounts, or of one, the latest first')
    .addOption(new Option('--account <id or name>', 'only those of this account'))
    .option('--before <cursor>', 'the next page: "before" of the page before')
    .action(list);
  addCommon(
    number.command('remove').argument('<number>', 'in any notation'),
    'number remove +37255500001 --keyword WIN',
  )
    .description('remove a number from its account; the account keeps the messages that it has')
    .addOption(keywordOption())
    .action(remove);
  return number;
}

function addCommon(command: Command, example: string): Command {
  return command.addOption(jsonOption()).addHelpText('after', `\nExample:\n  $ npm run -s postern -- ${example}`);
}

async function add(number: string, options: Options & { webhook?: string }): Promise<void> {
  const accountId = await chooseAccount(OPERATOR, options.account);
  const { keyword, webhook: webhookUrl } = options;
  const assigned = await assignNumber(OPERATOR, { number, accountId, keyword, webhookUrl });
  print(options, assigned, shown`${named(assigned)} assigned to account ${accountId}.`);
}

async function list(options: Options & { before?: string }): Promise<void> {
  const accountId = options.account ? await chooseAccount(OPERATOR, options.account) : undefined;
  const { rows: numbers, next } = await listNumbers(OPERATOR, { accountId, before: options.before });
  const rows = numbers.map(({ number, keyword, accountName, effectiveUrl, createdAt, assignedBy }) => [
    number,
    keyword ?? '',
    accountName,
    effectiveUrl ?? '',
    createdAt.toISOString(),
    assignedBy,
  ]);
  const columns = table(['NUMBER', 'KEYWORD', 'ACCOUNT', 'WEBHOOK', 'ASSIGNED', 'BY'], rows);
  print(options, { numbers, before: next }, next ? `${columns}\nMore with --before ${next}` : columns);
}

async function remove(number: string, options: Options): Promise<void> {
  const id = await findNumberId(OPERATOR, { number, keyword: options.keyword });
  await removeNumber(OPERATOR, id);
  print(options, { id, removed: true }, shown`${named({ number, keyword: options.keyword ?? '' })} removed.`);
}

function named({ number, keyword }: { number: string; keyword: string }): string {
  return keyword === '' ? number : `${number} with the keyword ${keyword}`;
}
