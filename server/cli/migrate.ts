import { Command } from 'commander';
import { env } from '@/lib/runtime/env';
import { migrate } from '../postgres/migrate';
import { jsonOption, print } from './print';

const MIGRATIONS = 'prisma/migrations';

/** migrate */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('apply the migrations of this version, as every start does')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ DATABASE_URL=postgres://… npm run -s postern -- migrate')
    .action(async (options: { json?: boolean }) => {
      const applied = await migrate(env().DATABASE_URL, MIGRATIONS);
      const text = applied.length > 0 ? `Applied: ${applied.join(', ')}` : 'The database is up to date.';
      print(options, { applied }, text);
    });
}
