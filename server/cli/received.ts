import { Command, Option } from 'commander';
import { listReceived, listUnassigned } from '@/lib/received/queries';
import { inAccount, OPERATOR } from './actor';
import { accountOption, jsonOption, print, table } from './print';

type Options = { json?: boolean; account?: string; search?: string; before?: string; unassigned?: boolean };

/** UTF-16 units of a text in the table. */
const PREVIEW = 60;

/** received list */
export function receivedCommands(): Command {
  const received = new Command('received').description('messages that carriers received');
  received
    .command('list')
    .description('list the received messages of an account, or those of no account, the newest first')
    .addOption(accountOption())
    .option('--search <text>', 'only those from or to this number, or with these words')
    .addOption(new Option('--unassigned', 'those whose number belongs to no account').conflicts(['account', 'search']))
    .option('--before <cursor>', 'the next page: "before" of the page before')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ npm run -s postern -- received list --account "Acme Ltd" --search "+37255510001"',
    )
    .action(list);
  return received;
}

async function list(options: Options): Promise<void> {
  const { search, before } = options;
  const { rows: messages, next } = options.unassigned
    ? await listUnassigned(OPERATOR, { before })
    : await listReceived(await inAccount(options.account), { search, before });
  const rows = messages.map(({ receivedAt, sender, recipient, text }) => [
    receivedAt.toISOString(),
    sender,
    recipient,
    text.slice(0, PREVIEW).toWellFormed(),
  ]);
  const columns = table(['RECEIVED', 'FROM', 'TO', 'TEXT'], rows);
  print(options, { messages, before: next }, next ? `${columns}\nMore with --before ${next}` : columns);
}
