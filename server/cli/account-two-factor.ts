import { Argument, type Command } from 'commander';
import { setTwoFactorRequired } from '@/lib/accounts/members/two-factor';
import { inAccount } from './actor';
import { accountOption, jsonOption, print } from './print';

/** Adds `account two-factor`. */
export function addAccountTwoFactor(account: Command): void {
  account
    .command('two-factor')
    .description('require two-factor sign-in of the members of an account, or make it optional')
    .addArgument(new Argument('<rule>').choices(['required', 'optional']))
    .addOption(accountOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ npm run -s postern -- account two-factor required --account "Acme Ltd"')
    .action(setRule);
}

async function setRule(rule: string, options: { json?: boolean; account?: string }): Promise<void> {
  const actor = await inAccount(options.account);
  const required = rule === 'required';
  await setTwoFactorRequired(actor, required);
  print(options, { account: actor.accountId, required }, `Two-factor sign-in is ${rule}.`);
}
