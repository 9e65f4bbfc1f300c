import fs from 'node:fs';
import { Command } from 'commander';
import { AppError } from '@/lib/base/errors';
import { changeBalance, importPrices, setCreditEnabled } from '@/lib/credit/commands';
import { formatMoney, formatPrice } from '@/lib/credit/money';
import { MAX_PRICE_BYTES } from '@/lib/credit/price-csv';
import { getCredit, listPrices } from '@/lib/credit/queries';
import { env } from '@/lib/runtime/env';
import { inAccount, OPERATOR } from './actor';
import { accountOption, jsonOption, print, table } from './print';

type Options = { json?: boolean; account?: string };

/** credit show | on | off | top-up */
export function creditCommands(): Command {
  const credit = new Command('credit').description('balances of accounts that pay for their messages');
  const inAnAccount = (command: Command, example: string) => addCommon(command.addOption(accountOption()), example);
  inAnAccount(credit.command('show'), 'credit show --account "Acme Ltd"')
    .description('show the balance of an account')
    .action(async (options: Options) => show(options));
  inAnAccount(credit.command('on'), 'credit on --account "Acme Ltd"')
    .description('let an account pay for its live messages; it needs prices and a balance')
    .action((options: Options) => setEnabled(options, true));
  inAnAccount(credit.command('off'), 'credit off --account "Acme Ltd"')
    .description('let an account send without paying; its balance stays')
    .action((options: Options) => setEnabled(options, false));
  inAnAccount(
    credit.command('top-up').argument('<amount>', 'such as 50.00; negative to correct'),
    'credit top-up 50.00',
  )
    .description('add an amount to the balance of an account')
    .option('--note <text>', 'shown in the ledger')
    .action(topUp);
  return credit;
}

/** price import | list */
export function priceCommands(): Command {
  const price = new Command('price').description('prices of messages by the first digits of the number');
  addCommon(price.command('import').argument('<file>', 'CSV, - for standard input'), 'price import prices.csv')
    .description(
      'replace all prices by those of a CSV file: prefix,price on each line, such as 372,0.05; * for all others',
    )
    .action(importFile);
  addCommon(price.command('list'), 'price list').description('list the prices of one segment').action(list);
  return price;
}

function addCommon(command: Command, example: string): Command {
  return command.addOption(jsonOption()).addHelpText('after', `\nExample:\n  $ npm run -s postern -- ${example}`);
}

async function show(options: Options): Promise<void> {
  const { accountId } = await inAccount(options.account);
  const { enabled, balance } = await getCredit(OPERATOR, accountId);
  const currency = env().CREDIT_CURRENCY;
  const json = { account: accountId, enabled, balance: formatMoney(balance), currency };
  print(options, json, `${formatPrice(balance, currency)}${enabled ? '' : ' (credit is off)'}`);
}

async function setEnabled(options: Options, enabled: boolean): Promise<void> {
  const { accountId } = await inAccount(options.account);
  await setCreditEnabled(OPERATOR, accountId, enabled);
  await show(options);
}

async function topUp(amount: string, options: Options & { note?: string }): Promise<void> {
  const { accountId } = await inAccount(options.account);
  await changeBalance(OPERATOR, { accountId, amount, note: options.note });
  await show(options);
}

async function importFile(file: string, options: Options): Promise<void> {
  const imported = await importPrices(OPERATOR, { text: readText(file) });
  print(options, { imported }, `${imported} prices imported.`);
}

function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new AppError('invalid_request', `The file cannot be read: ${(error as Error).message}`);
  }
  if (bytes.length > MAX_PRICE_BYTES) throw new AppError('invalid_request', 'The file may have at most 512 KiB.');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AppError('invalid_request', 'The file is not in UTF-8. Save it as “CSV UTF-8”.');
  }
}

async function list(options: Options): Promise<void> {
  const prices = (await listPrices(OPERATOR)).map(({ prefix, amount }) => ({
    prefix: prefix === '' ? '*' : prefix,
    price: formatMoney(amount),
  }));
  const currency = env().CREDIT_CURRENCY;
  const rows = prices.map(({ prefix, price }) => [prefix, price]);
  print(options, { currency, prices }, table(['PREFIX', `PRICE (${currency})`], rows));
}
