import { Command } from 'commander';
import { countByKey, rewrap } from '@/lib/secrets/rewrap';
import { jsonOption, print, table } from './print';

type Json = { json?: boolean };

/** secrets status | rewrap */
export function secretsCommands(): Command {
  const secrets = new Command('secrets').description('the keys that seal secrets in the database (SECRETS_KEYS)');
  secrets
    .command('status')
    .description('count the values sealed with each key; a key with 0 can be removed from SECRETS_KEYS')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ npm run -s postern -- secrets status')
    .action(status);
  secrets
    .command('rewrap')
    .description('seal everything again with the first key of SECRETS_KEYS')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ npm run -s postern -- secrets rewrap')
    .action(rewrapAll);
  return secrets;
}

async function status(options: Json): Promise<void> {
  const counts = await countByKey();
  const rows = Object.entries(counts).map(([key, count]) => [key, String(count)]);
  print(options, { keys: counts }, table(['KEY', 'VALUES'], rows));
}

async function rewrapAll(options: Json): Promise<void> {
  const rewrapped = await rewrap();
  print(options, { rewrapped }, `${rewrapped} values sealed again.`);
}
