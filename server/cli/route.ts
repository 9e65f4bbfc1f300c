import { Command, InvalidArgumentError, Option } from 'commander';
import { ENVIRONMENTS, type Environment } from '@/lib/access/environment';
import { chooseAccount } from '@/lib/accounts/queries';
import { createRoute, removeRoute } from '@/lib/carriers/route-commands';
import { listRoutes, type WhichRoute, whichRoute } from '@/lib/carriers/route-queries';
import { OPERATOR } from './actor';
import { jsonOption, print, shown, table, wholeNumber } from './print';

type Match = { json?: boolean; sender?: string; environment: Environment; account?: string };

/** route list | add | remove | which */
export function routeCommands(): Command {
  const route = new Command('route').description('routes: which carrier takes which messages');
  addCommon(route.command('list'), 'route list').description('list all routes').action(list);
  withMatch(addCommon(route.command('add'), 'route add --carrier acme --prefix 372 --priority 1'))
    .description('add a route; the longest prefix decides, then sender, account, priority and weight')
    .requiredOption('--carrier <name>', 'the carrier that it leads to')
    .option('--prefix <digits>', 'first digits of the recipients; default: every number')
    .option('--priority <number>', '1 first; routes with higher numbers are fallbacks', wholeNumber, 1)
    .option('--weight <number>', 'share among routes of the same priority', wholeNumber, 1)
    .action(add);
  addCommon(route.command('remove <id>'), 'route remove 01934000-0000-7000-8000-000000000000')
    .description('remove a route; "route list" has its id')
    .action(remove);
  withMatch(addCommon(route.command('which <number>'), 'route which +37255555555'))
    .description('show which carriers a message to this number goes to, in order, and why')
    .action(which);
  return route;
}

function addCommon(command: Command, example: string): Command {
  return command.addOption(jsonOption()).addHelpText('after', `\nExample:\n  $ npm run -s postern -- ${example}`);
}

function withMatch(command: Command): Command {
  return command
    .option('--sender <sender>', 'only messages of this sender', requiredSender)
    .addOption(
      new Option('--environment <environment>', 'of live or of test keys').choices(ENVIRONMENTS).default('live'),
    )
    .option('--account <id or name>', 'only messages of this account', required);
}

function requiredSender(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must be a sender. Leave the option out for all senders.');
  return text;
}

function required(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must be an id or a name.');
  return text;
}

async function list(options: { json?: boolean }): Promise<void> {
  const routes = await listRoutes(OPERATOR);
  const rows = routes.map((route) => [
    route.id,
    route.environment,
    route.prefix === '' ? 'every number' : `+${route.prefix}`,
    route.sender ?? '',
    route.accountName ?? '',
    `${route.carrier}${route.carrierState === 'active' ? '' : ` (${route.carrierState})`}`,
    String(route.priority),
    String(route.weight),
  ]);
  const headings = ['ID', 'MESSAGES', 'NUMBERS', 'SENDER', 'ACCOUNT', 'CARRIER', 'PRIORITY', 'WEIGHT'];
  print(options, { routes }, table(headings, rows));
}

async function accountOf(idOrName: string | undefined): Promise<string | null> {
  return idOrName === undefined ? null : chooseAccount(OPERATOR, idOrName);
}

type AddOptions = Match & { carrier: string; prefix?: string; priority: number; weight: number };

async function add({ json, account, ...route }: AddOptions): Promise<void> {
  const created = await createRoute(OPERATOR, { ...route, accountId: await accountOf(account) });
  print({ json }, created, shown`Route added: ${created.route} (${created.id})`);
}

async function remove(id: string, options: { json?: boolean }): Promise<void> {
  const { route } = await removeRoute(OPERATOR, { id });
  print(options, { id, route, removed: true }, shown`Route removed: ${route}`);
}

async function which(to: string, { json, account, sender, environment }: Match): Promise<void> {
  const accountId = await accountOf(account);
  const result = await whichRoute(OPERATOR, { to, from: sender, environment, accountId });
  print({ json }, result, textOf(result));
}

function textOf({ recipient, chain, refusal }: WhichRoute): string {
  if (refusal !== null) return shown`${recipient}: ${refusal}`;
  const rows = chain.map(({ carrier, reason, unavailable }, index) => [
    String(index + 1),
    carrier,
    reason,
    unavailable ?? 'available',
  ]);
  return `${recipient}\n${table(['', 'CARRIER', 'REASON', 'NOW'], rows)}`;
}
