import type { Command } from 'commander';
import { setAccountLimits } from '@/lib/account-limits/commands';
import { setKeyLimits } from '@/lib/keys/commands/configure-key';
import { findKeyId } from '@/lib/keys/queries/list-keys';
import { getManagedKey } from '@/lib/keys/queries/managed-keys';
import type { LimitUse } from '@/lib/limits/limit-use';
import { getAccountLimits, getKeyLimitUse } from '@/lib/limits/queries';
import { inAccount } from './actor';
import { accountOption, jsonOption, print, table } from './print';

type Options = { json?: boolean; account?: string };
type KeyOptions = Options & {
  requestsPerSecond?: string;
  burst?: string;
  messagesPerDay?: string;
  messagesPerMonth?: string;
};
type AccountOptions = Options & { messagesPerDay?: string; perRecipient?: string; countries?: string };

/** Adds `account limits`. */
export function addAccountLimits(account: Command): void {
  account
    .command('limits')
    .description(
      'show the limits of an account and what is used of them, or set those that are named; "none" removes one',
    )
    .option('--messages-per-day <number>', 'messages of all live keys in a day of UTC')
    .option('--per-recipient <number>', 'messages to one recipient in a day of UTC')
    .option('--countries <codes>', 'the only countries that messages may be sent to, such as EE,LV,LT')
    .addOption(accountOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ npm run -s postern -- account limits --per-recipient 20 --countries EE,LV,LT',
    )
    .action(accountLimits);
}

async function accountLimits(options: AccountOptions): Promise<void> {
  const actor = await inAccount(options.account);
  const { limits } = await getAccountLimits(actor);
  const { messagesPerDay, perRecipient, countries } = options;
  if ([messagesPerDay, perRecipient, countries].some((option) => option !== undefined)) {
    await setAccountLimits(actor, {
      dailyMessages: changed(messagesPerDay, limits.dailyMessages),
      recipientDailyMessages: changed(perRecipient, limits.recipientDailyMessages),
      countries: countries === undefined ? limits.countries : isNone(countries) ? [] : countries,
    });
  }
  const { limits: now, use } = await getAccountLimits(actor);
  const rows = [
    ['messages a day', limitText(now.dailyMessages), usedOf(use, 'account_day')],
    ['messages a day to one recipient', limitText(now.recipientDailyMessages), ''],
    ['countries', now.countries.join(',') || 'all', ''],
  ];
  const json = {
    messages_per_day: now.dailyMessages,
    per_recipient: now.recipientDailyMessages,
    countries: now.countries,
    used: usedJson(use),
  };
  print(options, json, table(['LIMIT', 'VALUE', 'USED'], rows));
}

/** The action of `key limits`. */
export async function keyLimits(idOrName: string, options: KeyOptions): Promise<void> {
  const actor = await inAccount(options.account);
  const id = await findKeyId(actor, idOrName);
  const { limits } = await getManagedKey(actor, id);
  const { requestsPerSecond, burst, messagesPerDay, messagesPerMonth } = options;
  if ([requestsPerSecond, burst, messagesPerDay, messagesPerMonth].some((option) => option !== undefined)) {
    await setKeyLimits(actor, {
      id,
      requestsPerSecond: changed(requestsPerSecond, limits.requestsPerSecond),
      requestBurst: changed(burst, limits.requestBurst),
      dailyMessages: changed(messagesPerDay, limits.dailyMessages),
      monthlyMessages: changed(messagesPerMonth, limits.monthlyMessages),
    });
  }
  const [{ limits: now }, use] = await Promise.all([getManagedKey(actor, id), getKeyLimitUse(actor, id)]);
  const rows = [
    ['requests a second', limitText(now.requestsPerSecond), ''],
    ['requests at once', limitText(now.requestBurst ?? (now.requestsPerSecond && 2 * now.requestsPerSecond)), ''],
    ['messages a day', limitText(now.dailyMessages), usedOf(use, 'key_day')],
    ['messages a month', limitText(now.monthlyMessages), usedOf(use, 'key_month')],
  ];
  const json = {
    id,
    requests_per_second: now.requestsPerSecond,
    burst: now.requestBurst,
    messages_per_day: now.dailyMessages,
    messages_per_month: now.monthlyMessages,
    used: usedJson(use),
  };
  print(options, json, table(['LIMIT', 'VALUE', 'USED'], rows));
}

const isNone = (option: string) => option.trim().toLowerCase() === 'none';

function changed(option: string | undefined, before: number | null): string | number | null {
  if (option === undefined) return before;
  return isNone(option) ? null : option;
}

const limitText = (limit: number | null) => (limit === null ? 'none' : String(limit));

function usedOf(use: readonly LimitUse[], kind: LimitUse['kind']): string {
  return String(use.find((each) => each.kind === kind)?.used ?? '');
}

function usedJson(use: readonly LimitUse[]): Record<string, number> {
  return Object.fromEntries(use.map(({ kind, used }) => [kind, used]));
}
