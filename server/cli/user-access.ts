import type { Command } from 'commander';
import { confirmInvitation } from '@/lib/accounts/invitations/commands';
import { invitationLink } from '@/lib/accounts/invitations/link';
import { listUnconfirmedInvitations } from '@/lib/accounts/invitations/queries';
import { makeResetLink } from '@/lib/accounts/reset-link';
import { listUsers, setUserEnabled, type UserView } from '@/lib/accounts/users';
import { disableTwoFactorOf } from '@/lib/auth/two-factor/commands';
import { notFound } from '@/lib/base/errors';
import { OPERATOR } from './actor';
import { jsonOption, print, shown, table } from './print';

type Json = { json?: boolean };

/** user list | reset-link | disable | enable | two-factor-off */
export function addAccessCommands(user: Command): void {
  const add = (usage: string, description: string, example: string) =>
    user
      .command(usage)
      .description(description)
      .addOption(jsonOption())
      .addHelpText('after', `\nExample:\n  $ npm run -s postern -- user ${example}`);
  add('list', 'list all users with their accounts', 'list').action(list);
  add(
    'reset-link <email>',
    'create a single-use link, valid for 24 hours, to set a new password; two-factor sign-in stays on',
    'reset-link ann@example.com',
  ).action(resetLink);
  add('disable <email>', 'end all sessions of a user and refuse sign-in', 'disable ann@example.com').action(
    (email: string, options: Json) => setEnabled(email, false, options),
  );
  add('enable <email>', 'allow a disabled user to sign in again', 'enable ann@example.com').action(
    (email: string, options: Json) => setEnabled(email, true, options),
  );
  add(
    'two-factor-off <email>',
    'turn it off for a user who lost phone and recovery codes; verify their identity first',
    'two-factor-off ann@example.com',
  ).action(twoFactorOff);
  add(
    'confirm-invitation <email>',
    'confirm the address of an invitation by an administrator, for a new user; verify their identity, and send them the link',
    'confirm-invitation ann@example.com',
  ).action(confirm);
}

async function confirm(email: string, options: Json): Promise<void> {
  const address = email.trim().toLowerCase();
  const invitation = (await listUnconfirmedInvitations(OPERATOR)).find((each) => each.email === address);
  if (!invitation) throw notFound('invitation that waits for confirmation');
  const { token } = await confirmInvitation(OPERATOR, invitation.id);
  const { url } = invitationLink(token, address);
  print(
    options,
    { email: address, account: invitation.accountName, url },
    `${shown`Send this link to ${address}:`}\n${url}`,
  );
}

async function list(options: Json): Promise<void> {
  const users = await listUsers(OPERATOR);
  const rows = users.map((user) => [user.email, user.username, stateOf(user), membershipsOf(user), user.id]);
  print(options, { users }, table(['E-MAIL', 'USERNAME', 'STATE', 'ACCOUNTS', 'ID'], rows));
}

function stateOf(user: UserView): string {
  const words = [
    user.disabled ? 'disabled' : 'enabled',
    ...(user.operator ? ['operator'] : []),
    ...(user.twoFactor ? ['two-factor'] : []),
  ];
  return words.join(', ');
}

function membershipsOf(user: UserView): string {
  return user.accounts.map(({ name, role }) => `${name} (${role})`).join(', ') || 'none';
}

async function resetLink(email: string, options: Json): Promise<void> {
  const { userId, url, expiresAt } = await makeResetLink(OPERATOR, email);
  print(
    options,
    { id: userId, email, url, expiresAt },
    `Works once, until ${expiresAt.toISOString()}. Send it to ${email} only:\n${url}`,
  );
}

async function setEnabled(email: string, enabled: boolean, options: Json): Promise<void> {
  const { id } = await setUserEnabled(OPERATOR, email, enabled);
  print(
    options,
    { id, email, enabled },
    enabled ? shown`${email} can sign in again.` : shown`${email} is signed out everywhere and cannot sign in.`,
  );
}

async function twoFactorOff(email: string, options: Json): Promise<void> {
  const { id, wasOn } = await disableTwoFactorOf(OPERATOR, email);
  print(
    options,
    { id, email, wasOn },
    wasOn ? shown`Two-factor sign-in of ${email} is off.` : shown`Two-factor sign-in of ${email} was off already.`,
  );
}
