import { Command, InvalidArgumentError, Option } from 'commander';
import { SCOPES, type Scope } from '@/lib/access/actor';
import { credentialJson } from '@/lib/api/key-json';
import { parseMoment } from '@/lib/base/time/moment';
import { createKey } from '@/lib/keys/commands/create-key';
import { deleteKeys, setKeysEnabled } from '@/lib/keys/commands/switch-keys';
import { findKeyId, listKeys } from '@/lib/keys/queries/list-keys';
import { KEY_TYPES, type KeyType } from '@/lib/keys/schema';
import { inAccount } from './actor';
import { accountOption, jsonOption, print, shown, table, wholeNumber } from './print';

type Options = { json?: boolean; account?: string };

/** key create | list | disable | enable | delete */
export function keyCommands(): Command {
  const key = new Command('key').description('API keys: what applications send SMS with');
  common(key.command('create'), 'key create --name "Shop" --json')
    .description('make a key; prints its credential, the only time a secret is shown')
    .requiredOption('--name <name>', 'what people call it')
    .option('--description <text>', 'what it is for')
    .addOption(new Option('--type <type>', 'kind of credential').choices(KEY_TYPES).default('auth'))
    .option('--test', 'its messages always go to the simulator')
    .option('--show-once', 'an auth key that can never be copied again')
    .option('--compatible', 'an HMAC key that also takes SHA-1 and MD5')
    .addOption(new Option('--scope <scope...>', 'what it may do; may be given several times').choices(SCOPES))
    .option('--expires-at <time>', 'when it stops working, such as 2027-01-31T12:00:00Z', expiry)
    .action(create);
  common(key.command('list'), 'key list --page 2')
    .description('the keys of an account, newest first')
    .option('--page <number>', 'counted from 1', wholeNumber, 1)
    .addOption(new Option('--page-size <number>', 'keys a page').choices(['20', '50', '100']).default('100'))
    .action(list);
  common(key.command('disable').argument('<key>', 'its id or name'), 'key disable "Shop"')
    .description('refuse requests with the key from now on')
    .action((wanted: string, options: Options) => setEnabled(wanted, options, false));
  common(key.command('enable').argument('<key>', 'its id or name'), 'key enable "Shop"')
    .description('accept requests with the key again')
    .action((wanted: string, options: Options) => setEnabled(wanted, options, true));
  common(key.command('delete').argument('<key>', 'its id or name'), 'key delete "Shop"')
    .description('delete the key for good; its messages stay')
    .action(remove);
  return key;
}

function common(command: Command, example: string): Command {
  return command
    .addOption(accountOption())
    .addOption(jsonOption())
    .addHelpText('after', `\nExample:\n  $ npm run -s postern -- ${example}`);
}

type CreateOptions = Options & {
  name: string;
  description?: string;
  type: KeyType;
  test?: boolean;
  showOnce?: boolean;
  compatible?: boolean;
  scope?: Scope[];
  expiresAt?: Date;
};

async function create({ account, json, test, scope, ...options }: CreateOptions): Promise<void> {
  const input = { ...options, environment: test ? 'test' : 'live', ...(scope ? { scopes: scope } : {}) } as const;
  const made = await createKey(await inAccount(account), input);
  const { id, name } = made;
  if (made.type === 'auth') {
    print({ json }, credentialJson(made), shown`Key "${name}" made (${id}):\n${made.key}`);
    return;
  }
  const { keyId, secret } = made;
  const text = shown`Key "${name}" made (${id}):\nkey id  ${keyId}\nsecret  ${secret}\nThe secret is not shown again.`;
  print({ json }, credentialJson(made), text);
}

async function list(options: Options & { page: number; pageSize: string }): Promise<void> {
  const page = await listKeys(await inAccount(options.account), { page: options.page, pageSize: options.pageSize });
  const rows = page.keys.map(({ id, name, masked, status, timesUsed, lastUsedAt }) => [
    id,
    name,
    masked,
    status,
    String(timesUsed),
    lastUsedAt?.toISOString() ?? 'never',
  ]);
  const columns = table(['ID', 'NAME', 'KEY', 'STATUS', 'USED', 'LAST USED'], rows);
  print(options, page, `${columns}\n${page.keys.length} of ${page.total}, page ${page.page}`);
}

async function setEnabled(wanted: string, options: Options, enabled: boolean): Promise<void> {
  const actor = await inAccount(options.account);
  const id = await findKeyId(actor, wanted);
  await setKeysEnabled(actor, [id], enabled);
  print(options, { id, enabled }, `Key ${id} is ${enabled ? 'enabled' : 'disabled'}.`);
}

async function remove(wanted: string, options: Options): Promise<void> {
  const actor = await inAccount(options.account);
  const id = await findKeyId(actor, wanted);
  await deleteKeys(actor, [id]);
  print(options, { id, deleted: true }, `Key ${id} is deleted.`);
}

function expiry(value: string): Date {
  const parsed = parseMoment(value);
  if ('problem' in parsed) throw new InvalidArgumentError(parsed.problem);
  return parsed.at;
}
