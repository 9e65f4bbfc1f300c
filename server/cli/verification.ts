import { type Command, Option } from 'commander';
import { chooseAccount } from '@/lib/accounts/queries';
import { approveRequest, rejectRequest, verifyAccount } from '@/lib/accounts/verification/commands';
import { findPendingRequest, listRequests } from '@/lib/accounts/verification/queries';
import { REQUEST_STATES, type RequestState } from '@/lib/accounts/verification/schema';
import { AppError, isAppError } from '@/lib/base/errors';
import { OPERATOR } from './actor';
import { jsonOption, print, table, wholeNumber } from './print';

type Json = { json?: boolean };

/** account verify | requests | approve | reject */
export function addVerificationCommands(account: Command): void {
  addCommon(account.command('verify').argument('<account>', 'its id or name'), 'account verify "Acme Ltd"')
    .description('allow an account to create API keys; approves its pending request')
    .action(verify);
  addCommon(account.command('requests'), 'account requests --state pending --json')
    .description('list verification requests: pending ones first, the oldest first')
    .addOption(new Option('--state <state>', 'only those in this state').choices(REQUEST_STATES))
    .option('--page <number>', 'counted from 1', wholeNumber, 1)
    .action(list);
  addCommon(account.command('approve').argument('<account>', 'its id or name'), 'account approve "Acme Ltd"')
    .description(
      'approve the request of an account, which can then create API keys (without a request: account verify)',
    )
    .action(approve);
  addCommon(
    account.command('reject').argument('<account>', 'its id or name'),
    'account reject "Acme Ltd" --reason "The website does not exist. Please correct it."',
  )
    .description('reject the request of an account; it can request again')
    .requiredOption('--reason <text>', 'the reason; shown to the account')
    .action(reject);
}

function addCommon(command: Command, example: string): Command {
  return command.addOption(jsonOption()).addHelpText('after', `\nExample:\n  $ npm run -s postern -- ${example}`);
}

async function verify(idOrName: string, options: Json): Promise<void> {
  const id = await chooseAccount(OPERATOR, idOrName);
  await verifyAccount(OPERATOR, id);
  print(options, { id, verified: true }, `Account ${id} is verified.`);
}

async function list(options: Json & { state?: RequestState; page: number }): Promise<void> {
  const found = await listRequests(OPERATOR, { state: options.state, page: options.page });
  const rows = found.requests.map(({ accountName, company, state, requestedBy, requestedAt, decidedBy }) => [
    accountName,
    company,
    state,
    requestedAt.toISOString(),
    requestedBy,
    decidedBy ?? '',
  ]);
  const columns = table(['ACCOUNT', 'COMPANY', 'STATE', 'REQUESTED', 'BY', 'DECIDED BY'], rows);
  print(options, found, `${columns}\n${found.requests.length} of ${found.total}, page ${found.page}`);
}

async function approve(idOrName: string, options: Json): Promise<void> {
  const account = await chooseAccount(OPERATOR, idOrName);
  const id = await findPendingRequest(OPERATOR, account).catch((error) =>
    Promise.reject(withVerifyHint(error, account)),
  );
  await approveRequest(OPERATOR, id);
  print(options, { id, account, state: 'approved' }, `Request approved: account ${account} is verified.`);
}

/** Adds the command that verifies an account without a request. By its id: a name could hold characters that a shell interprets. */
function withVerifyHint(error: unknown, account: string): unknown {
  if (!isAppError(error) || error.code !== 'not_found') return error;
  const command = `npm run -s postern -- account verify ${account}`;
  return new AppError(error.code, `${error.message} To verify it without a request: ${command}`);
}

async function reject(idOrName: string, options: Json & { reason: string }): Promise<void> {
  const account = await chooseAccount(OPERATOR, idOrName);
  const id = await findPendingRequest(OPERATOR, account);
  await rejectRequest(OPERATOR, { id, reason: options.reason });
  print(options, { id, account, state: 'rejected' }, `Request of account ${account} rejected.`);
}
