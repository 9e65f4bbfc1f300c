import { randomBytes } from 'node:crypto';
import type { KeyActor, UserActor } from '../access/actor';
import { newId } from '../base/ids';
import { db, pool } from '../database/db';
import { rotateKey } from '../keys/commands/rotate-key';
import { endpointEncryptionContext } from '../secrets/encryption-contexts';
import { seal } from '../secrets/seal';
import { openReceiver } from '../webhooks/receiver/commands';
import { newSigningSecret } from '../webhooks/signature';
import { makeAccount, makeKey, makeMessage, makeScheduled } from './factories';
import { makeColleague, openSession } from './users';

/** An account with one row of everything that another account must not reach. */
export type AccountFixture = {
  admin: UserActor;
  /** A second administrator, so that the first can be removed. */
  second: UserActor;
  apiKeyId: string;
  keyName: string;
  messageId: string;
  /** A scheduled message. */
  scheduledId: string;
  invitationId: string;
  sessionId: string;
  /** A rejected verification request. */
  requestId: string;
  /** An entry of the auto-replace table. */
  replacementId: string;
  /** A pending sender ID. */
  senderId: string;
  senderValue: string;
  /** An approved sender ID. */
  approvedSender: string;
  /** A number of received messages, and one of those. */
  numberId: string;
  number: string;
  receivedId: string;
  /** A webhook endpoint, disabled. */
  endpointId: string;
  endpointName: string;
  /** A failed delivery, and a resend job that was stopped. */
  deliveryId: string;
  resendId: string;
};

/** Inserts rows directly where no test depends on other effects of the command. */
export async function makeFullAccount(): Promise<AccountFixture> {
  const admin = await makeAccount();
  const second = await makeColleague(admin, 'admin');
  const { accountId, username } = admin;
  await openReceiver(admin);
  const key = await makeKey(admin);
  await rotateKey(admin, { id: key.id, overlapS: 3_600 });
  const { name: keyName } = await db().apiKey.findUniqueOrThrow({ where: { id: key.id }, select: { name: true } });
  const [invitationId, requestId, replacementId, senderId] = [newId(), newId(), newId(), newId()];
  const [senderValue, approvedSender] = [`W${username.slice(-10)}`, `A${username.slice(-10)}`];
  await db().invitation.create({
    data: {
      id: invitationId,
      accountId,
      email: `invited-${username}@example.com`,
      role: 'basic',
      digest: randomBytes(32),
      invitedByName: username,
      expiresAt: new Date(Date.now() + 7 * 86_400_000),
    },
  });
  await db().verificationRequest.create({
    data: {
      id: requestId,
      accountId,
      state: 'rejected',
      company: `Company of ${username}`,
      contact: 'Ann',
      purpose: 'Codes for signing in.',
      monthlyVolume: 'more',
      requestedByName: username,
    },
  });
  await db().autoReplacement.create({
    data: { id: replacementId, accountId, search: 'ž', replacement: `z of ${admin.email}` },
  });
  await db().senderId.createMany({
    data: [
      { id: senderId, accountId, value: senderValue, state: 'pending', requestedByName: username },
      { id: newId(), accountId, value: approvedSender, state: 'approved', requestedByName: username },
    ],
  });
  const [numberId, receivedId] = [newId(), newId()];
  const number = `N${username.slice(-10)}`;
  await db().receivedNumber.create({
    data: { id: numberId, accountId, number, match: number, assignedByName: username },
  });
  await db().receivedMessage.create({
    data: {
      ...{ id: receivedId, accountId, carrier: 'simulator', sender: '+37255510001', recipient: number },
      ...{ text: `To ${admin.email}`, encoding: 'gsm7', parts: 1 },
    },
  });
  await db().account.update({ where: { id: accountId }, data: { pullEvents: ['message.delivered'] } });
  const [endpointId, endpointName] = [newId(), `Endpoint of ${username}`];
  await db().webhookEndpoint.create({
    data: {
      ...{ id: endpointId, accountId, name: endpointName, url: 'http://127.0.0.1:9/', events: ['message.delivered'] },
      ...{ enabled: false, secret: seal(newSigningSecret(), endpointEncryptionContext.secret(endpointId)) },
    },
  });
  const [deliveryId, resendId] = [newId(), newId()];
  await db().deliveryReport.create({
    data: {
      ...{ id: deliveryId, accountId, sequence: 1, url: 'http://127.0.0.1:9/', event: 'message.delivered', body: '{}' },
      ...{ state: 'failed', attempts: 1 },
    },
  });
  await db().webhookResend.create({
    data: {
      ...{ id: resendId, accountId, since: new Date(), position: resendId, total: 1, state: 'stopped' },
      startedByName: username,
    },
  });
  return {
    admin,
    second,
    apiKeyId: key.id,
    keyName,
    messageId: await makeMessage(admin, key),
    scheduledId: await makeScheduled(admin, key, 3_600_000),
    invitationId,
    sessionId: await openSession(second),
    requestId,
    replacementId,
    senderId,
    senderValue,
    approvedSender,
    numberId,
    number,
    receivedId,
    endpointId,
    endpointName,
    deliveryId,
    resendId,
  };
}

/** Returns a key of the fixture's account without any scope. */
export function keyWithoutScopes({ admin: { accountId }, apiKeyId }: AccountFixture): KeyActor {
  return {
    kind: 'key',
    apiKeyId,
    keyName: 'Key',
    accountId,
    scopes: [],
    environment: 'live',
    expiresAtMs: null,
    ip: null,
  };
}

/** Tables with a column `account_id`, in the order in which `contentsOf` returns their rows. */
const OWN_TABLES = [
  ...['member', 'session', 'invitation', 'verification_request', 'api_key', 'message', 'auto_replacement', 'sender_id'],
  ...['received_number', 'received_message', 'webhook_endpoint', 'webhook_state', 'webhook_resend'],
];

/**
 * Returns every row of the account except its audit log, one list per table, to compare before and after: those of
 * OWN_TABLES, then the account, its users and the secrets of its keys. One statement, since hundreds of tests call it.
 */
export async function contentsOf({ admin: { accountId } }: AccountFixture): Promise<unknown[][]> {
  const rowsOf = (from: string) => `(SELECT coalesce(jsonb_agg(t ORDER BY t::text), '[]') FROM ${from})`;
  const lists = [
    ...OWN_TABLES.map((table) => rowsOf(`${table} t WHERE t.account_id = $1`)),
    rowsOf('account t WHERE t.id = $1'),
    rowsOf('app_user t JOIN member m ON m.user_id = t.id WHERE m.account_id = $1'),
    rowsOf('api_key_secret t JOIN api_key k ON k.id = t.api_key_id WHERE k.account_id = $1'),
  ];
  const { rows } = await pool().query(`SELECT jsonb_build_array(${lists.join(', ')}) AS lists`, [accountId]);
  return rows[0].lists;
}
