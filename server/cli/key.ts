import { Command, InvalidArgumentError, Option } from 'commander';
import { SCOPES, type Scope } from '@/lib/access/actor';
import { ENVIRONMENTS, type Environment } from '@/lib/access/environment';
import { credentialJson } from '@/lib/api/key-json';
import { parseMoment } from '@/lib/base/time/moment';
import { createKey } from '@/lib/keys/commands/create-key';
import { deleteKeys, setKeysEnabled } from '@/lib/keys/commands/switch-keys';
import { findKeyId, listKeys } from '@/lib/keys/queries/list-keys';
import { KEY_TYPES, type KeyType } from '@/lib/keys/schema';
import { inAccount } from './actor';
import { keyLimits } from './limits';
import { accountOption, jsonOption, print, shown, table, wholeNumber } from './print';

type Options = { json?: boolean; account?: string };

/** key create | list | limits | disable | enable | delete */
export function keyCommands(): Command {
  const key = new Command('key').description('API keys: what applications send SMS with');
  addCommon(key.command('create'), 'key create --name "Shop" --json')
    .description('create a key; prints its credential, the only time that a secret is shown')
    .requiredOption('--name <name>', 'its name')
    .option('--description <text>', 'its purpose')
    .addOption(new Option('--type <type>', 'type of credential').choices(KEY_TYPES).default('auth'))
    .addOption(
      new Option('--environment <environment>', 'test: its messages always go to the simulator')
        .choices(ENVIRONMENTS)
        .default('live'),
    )
    .option('--show-once', 'an auth key that cannot be copied later')
    .option('--compatible', 'an HMAC key that also accepts SHA-1 and MD5')
    .addOption(new Option('--scope <scope...>', 'a right of the key; can be repeated').choices(SCOPES))
    .option('--expires-at <time>', 'when it expires, such as 2027-01-31T12:00:00Z', expiry)
    .action(create);
  addCommon(key.command('list'), 'key list --page 2')
    .description('list the keys of an account, newest first')
    .option('--page <number>', 'counted from 1', wholeNumber, 1)
    .addOption(new Option('--page-size <number>', 'keys a page').choices(['20', '50', '100']).default('100'))
    .action(list);
  addCommon(key.command('limits').argument('<key>', 'its id or name'), 'key limits "Shop" --messages-per-day 10000')
    .description('show the limits of a key and what is used of them, or set those that are named; "none" removes one')
    .option('--requests-per-second <number>', 'requests a second')
    .option('--burst <number>', 'requests at once; twice as many as a second unless set')
    .option('--messages-per-day <number>', 'messages in a day of UTC')
    .option('--messages-per-month <number>', 'messages in a calendar month of UTC')
    .action(keyLimits);
  addCommon(key.command('disable').argument('<key>', 'its id or name'), 'key disable "Shop"')
    .description('refuse requests with the key')
    .action((idOrName: string, options: Options) => setEnabled(idOrName, options, false));
  addCommon(key.command('enable').argument('<key>', 'its id or name'), 'key enable "Shop"')
    .description('accept requests with the key again')
    .action((idOrName: string, options: Options) => setEnabled(idOrName, options, true));
  addCommon(key.command('delete').argument('<key>', 'its id or name'), 'key delete "Shop"')
    .description('delete the key permanently; its messages stay')
    .action(remove);
  return key;
}

function addCommon(command: Command, example: string): Command {
  return command
    .addOption(accountOption())
    .addOption(jsonOption())
    .addHelpText('after', `\nExample:\n  $ npm run -s postern -- ${example}`);
}

type CreateOptions = Options & {
  name: string;
  description?: string;
  type: KeyType;
  environment: Environment;
  showOnce?: boolean;
  compatible?: boolean;
  scope?: Scope[];
  expiresAt?: Date;
};

async function create({ account, json, scope, ...options }: CreateOptions): Promise<void> {
  const input = { ...options, ...(scope ? { scopes: scope } : {}) };
  const created = await createKey(await inAccount(account), input);
  const { id, name } = created;
  if (created.type === 'auth') {
    print({ json }, credentialJson(created), shown`Key "${name}" created (${id}):\n${created.key}`);
    return;
  }
  const { keyId, secret } = created;
  const text = shown`Key "${name}" created (${id}):\nkey id  ${keyId}\nsecret  ${secret}\nThe secret is not shown again.`;
  print({ json }, credentialJson(created), text);
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

async function setEnabled(idOrName: string, options: Options, enabled: boolean): Promise<void> {
  const actor = await inAccount(options.account);
  const id = await findKeyId(actor, idOrName);
  await setKeysEnabled(actor, [id], enabled);
  print(options, { id, enabled }, `Key ${id} is ${enabled ? 'enabled' : 'disabled'}.`);
}

async function remove(idOrName: string, options: Options): Promise<void> {
  const actor = await inAccount(options.account);
  const id = await findKeyId(actor, idOrName);
  await deleteKeys(actor, [id]);
  print(options, { id, deleted: true }, `Key ${id} is deleted.`);
}

function expiry(value: string): Date {
  const parsed = parseMoment(value);
  if ('problem' in parsed) throw new InvalidArgumentError(parsed.problem);
  return parsed.at;
}
