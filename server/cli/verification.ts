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
  common(account.command('verify').argument('<account>', 'its id or name'), 'account verify "Acme Ltd"')
    .description('let an account create API keys; a request of it that waits is approved')
    .action(verify);
  common(account.command('requests'), 'account requests --state pending --json')
    .description('what accounts sent to be verified: waiting ones first, the longest first')
    .addOption(new Option('--state <state>', 'only these').choices(REQUEST_STATES))
    .option('--page <number>', 'counted from 1', wholeNumber, 1)
    .action(list);
  common(account.command('approve').argument('<account>', 'its id or name'), 'account approve "Acme Ltd"')
    .description('approve the request of an account: it can create API keys (without a request: account verify)')
    .action(approve);
  common(
    account.command('reject').argument('<account>', 'its id or name'),
    'account reject "Acme Ltd" --reason "The website does not exist. Please correct it."',
  )
    .description('reject the request of an account; it can ask again')
    .requiredOption('--reason <text>', 'why; shown to the account')
    .action(reject);
}

function common(command: Command, example: string): Command {
  return command.addOption(jsonOption()).addHelpText('after', `\nExample:\n  $ npm run -s postern -- ${example}`);
}

async function verify(wanted: string, options: Json): Promise<void> {
  const id = await chooseAccount(OPERATOR, wanted);
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

async function approve(wanted: string, options: Json): Promise<void> {
  const account = await chooseAccount(OPERATOR, wanted);
  const id = await findPendingRequest(OPERATOR, account).catch((error) =>
    Promise.reject(withVerifyHint(error, wanted)),
  );
  await approveRequest(OPERATOR, id);
  print(options, { id, account, state: 'approved' }, `Request approved: account ${account} is verified.`);
}

/** Only a request can be approved; an account that sent none is verified by another command. */
function withVerifyHint(error: unknown, wanted: string): unknown {
  if (!isAppError(error) || error.code !== 'not_found') return error;
  const command = `npm run -s postern -- account verify ${JSON.stringify(wanted)}`;
  return new AppError(error.code, `${error.message} To verify it without a request: ${command}`);
}

async function reject(wanted: string, options: Json & { reason: string }): Promise<void> {
  const account = await chooseAccount(OPERATOR, wanted);
  const id = await findPendingRequest(OPERATOR, account);
  await rejectRequest(OPERATOR, { id, reason: options.reason });
  print(options, { id, account, state: 'rejected' }, `Request of account ${account} rejected.`);
}
