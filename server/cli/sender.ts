import { Command, Option } from 'commander';
import { chooseAccount } from '@/lib/accounts/queries';
import { approveSenderId, rejectSenderId, requestSenderId } from '@/lib/senders/commands';
import { findSenderId, listAllSenderIds } from '@/lib/senders/queries';
import { SENDER_STATES, type SenderState } from '@/lib/senders/schema';
import { inAccount, OPERATOR } from './actor';
import { accountOption, jsonOption, print, shown, table } from './print';

type Options = { json?: boolean; account?: string };

/** sender list | add | approve | reject */
export function senderCommands(): Command {
  const sender = new Command('sender').description('sender IDs: the names and numbers that messages come from');
  addCommon(sender.command('list'), 'sender list --state pending --json')
    .description('list the sender IDs of all accounts, or of one: pending ones first, the oldest request first')
    .addOption(new Option('--account <id or name>', 'only those of this account'))
    .addOption(new Option('--state <state>', 'only those in this state').choices(SENDER_STATES))
    .option('--after <cursor>', 'the next page: "after" of the page before')
    .action(list);
  addCommon(sender.command('add').argument('<sender>', 'a name, number or short code'), 'sender add "Northwind"')
    .description('add a sender ID to an account, approved at once')
    .option('--note <text>', 'its purpose')
    .addOption(accountOption())
    .action(add);
  addCommon(
    sender.command('approve').argument('<sender>', 'as the account requested it'),
    'sender approve "Northwind" --account "Acme Ltd"',
  )
    .description('approve the sender ID that an account requested')
    .addOption(accountOption())
    .action(approve);
  addCommon(
    sender.command('reject').argument('<sender>', 'as the account requested it'),
    'sender reject "MyBank" --account "Acme Ltd" --reason "This is the name of a bank, not yours."',
  )
    .description('reject a requested sender ID, or withdraw an approved one')
    .requiredOption('--reason <text>', 'the reason; shown to the account')
    .addOption(accountOption())
    .action(reject);
  return sender;
}

function addCommon(command: Command, example: string): Command {
  return command.addOption(jsonOption()).addHelpText('after', `\nExample:\n  $ npm run -s postern -- ${example}`);
}

async function list(options: Options & { state?: SenderState; after?: string }): Promise<void> {
  const { state, after } = options;
  const accountId = options.account ? await chooseAccount(OPERATOR, options.account) : undefined;
  const { rows: senderIds, next } = await listAllSenderIds(OPERATOR, { state, accountId, after });
  const rows = senderIds.map(({ value, kind, state, accountName, requestedBy, requestedAt, decidedBy }) => [
    value,
    kind,
    state,
    accountName,
    requestedAt.toISOString(),
    requestedBy,
    decidedBy ?? '',
  ]);
  const columns = table(['SENDER', 'KIND', 'STATE', 'ACCOUNT', 'REQUESTED', 'BY', 'DECIDED BY'], rows);
  print(options, { senderIds, after: next }, next ? `${columns}\nMore with --after ${next}` : columns);
}

async function add(sender: string, options: Options & { note?: string }): Promise<void> {
  const actor = await inAccount(options.account);
  const added = await requestSenderId(actor, { value: sender, note: options.note });
  print(options, { ...added, account: actor.accountId }, shown`“${added.value}” added and approved.`);
}

async function approve(sender: string, options: Options): Promise<void> {
  const { id, account } = await find(sender, options);
  await approveSenderId(OPERATOR, { id });
  print(options, { id, account, state: 'approved' }, shown`“${sender}” of account ${account} approved.`);
}

async function reject(sender: string, options: Options & { reason: string }): Promise<void> {
  const { id, account } = await find(sender, options);
  await rejectSenderId(OPERATOR, { id, reason: options.reason });
  print(options, { id, account, state: 'rejected' }, shown`“${sender}” of account ${account} rejected.`);
}

async function find(sender: string, options: Options): Promise<{ id: string; account: string }> {
  const account = await chooseAccount(OPERATOR, options.account);
  return { id: await findSenderId(OPERATOR, account, sender), account };
}
