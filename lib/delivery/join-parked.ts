import type pg from 'pg';
import { lowestIdAt } from '../base/ids';
import { textArray } from '../database/array-literal';
import { isFinal, type MessageStatus } from '../messages/rules';
import { isNumberOf, isSameNumber } from './match-receipts';
import { type PartReceipt, recordPartReceipts } from './parts';
import { type Ended, endMessages, NOTHING_ENDED } from './progress';
import { reportEvent } from './report-events';
import type { Accepted, HandOver } from './settle';

const MAX_PARKED_READ = 1_000;
/** An answer follows its receipt within minutes. Later the carrier may use the id again, for another message. */
const JOINED_FOR = "interval '1 day'";

type Parked = {
  id: string;
  carrierMessageId: string;
  recipient: string | null;
  status: MessageStatus;
  errorCode: string | null;
  raw: string | null;
};
type Joined = { parked: Parked; messageId: string; accountId: string; part: number | null };

/** Applies receipts that came before the answer to their submission. The first final one ends its message, or its part. */
export async function joinParked(client: pg.ClientBase, carrier: string, accepted: Accepted[]): Promise<Ended> {
  if (accepted.length === 0 || !(await mayBeParked(client, carrier, accepted))) return NOTHING_ENDED;
  const submitted = byCarrierId(accepted);
  const { rows } = await client.query<Parked>({
    name: 'find-parked-receipts',
    text: `SELECT id, carrier_message_id AS "carrierMessageId", recipient, status, error_code AS "errorCode", raw FROM receipt
           WHERE carrier = $1 AND carrier_message_id = ANY($2::text[]) AND message_id IS NULL
             AND received_at > now() - ${JOINED_FOR} ORDER BY id`,
    values: [carrier, textArray([...submitted.keys()])],
  });
  const joined = rows.flatMap((parked): Joined[] => {
    const found = submitted.get(parked.carrierMessageId);
    if (!found) return [];
    const { messageId, accountId, recipient } = found.message;
    // The number decides about an id in another form.
    if (!found.isExact && parked.recipient && recipient && !isSameNumber(parked.recipient, recipient)) return [];
    return [{ parked, messageId, accountId, part: found.part }];
  });
  if (joined.length === 0) return NOTHING_ENDED;
  return apply(client, joined);
}

/** Longer than any first submission waits for its answer, and for the answer to be stored. */
const PARKED_SINCE_MS = 3_600_000;

/**
 * Whether receipts of the carrier were parked lately. Those of a first submission cannot be older. Far cheaper than reading
 * receipts by all forms of all ids.
 */
async function mayBeParked(client: pg.ClientBase, carrier: string, accepted: readonly Accepted[]): Promise<boolean> {
  if (accepted.some(({ message }) => message.attempt > 1)) return true;
  const { rows } = await client.query<{ parked: boolean }>({
    name: 'any-parked-receipts',
    text: 'SELECT EXISTS (SELECT FROM receipt WHERE carrier = $1 AND message_id IS NULL AND id > $2) AS parked',
    values: [carrier, lowestIdAt(new Date(Date.now() - PARKED_SINCE_MS))],
  });
  return rows[0]?.parked ?? true;
}

/**
 * Applies receipts that came before it was known that a submission has no answer. They have ids of the carrier that no
 * message has, so the number decides; where several messages to it wait, none is joined.
 */
export async function joinAwaited(client: pg.ClientBase, carrier: string, awaited: HandOver[]): Promise<Ended> {
  if (awaited.length === 0) return NOTHING_ENDED;
  const { rows } = await client.query<Parked>(
    `SELECT id, carrier_message_id AS "carrierMessageId", recipient, status, error_code AS "errorCode", raw FROM receipt
     WHERE carrier = $1 AND message_id IS NULL AND recipient IS NOT NULL AND received_at > now() - interval '1 hour'
     ORDER BY id DESC LIMIT ${MAX_PARKED_READ}`,
    [carrier],
  );
  const joined = awaited.flatMap(({ message: { messageId, accountId, recipient = '', segments = 1 } }): Joined[] => {
    const parked = segments === 1 ? rows.filter((row) => isNumberOf(row.recipient, recipient)) : [];
    const isAlone = new Set(parked.map(({ carrierMessageId }) => carrierMessageId)).size === 1;
    const others = awaited.filter(({ message }) => isSameNumber(message.recipient ?? '', recipient));
    return isAlone && others.length === 1
      ? parked.map((one) => ({ parked: one, messageId, accountId, part: null }))
      : [];
  });
  return joined.length === 0 ? NOTHING_ENDED : apply(client, joined);
}

type Found = { message: Accepted['message']; part: number | null; isExact: boolean };

/** The ids under which receipts of these messages may be parked. */
function byCarrierId(accepted: Accepted[]): Map<string, Found> {
  const found = new Map<string, Found>();
  for (const { message, outcome } of accepted) {
    const parts = outcome.parts ?? [{ part: null, carrierMessageId: outcome.carrierMessageId }];
    for (const { part, carrierMessageId } of parts) {
      if (carrierMessageId === '') continue;
      for (const id of outcome.parkedAs?.(carrierMessageId) ?? []) {
        if (!found.has(id)) found.set(id, { message, part, isExact: false });
      }
      found.set(carrierMessageId, { message, part, isExact: true });
    }
  }
  return found;
}

async function apply(client: pg.ClientBase, joined: Joined[]): Promise<Ended> {
  const first = new Map<string, Joined>();
  const partReceipts: PartReceipt[] = [];
  const isApplied = new Set<Joined>();
  for (const each of joined) {
    const { messageId, part, parked } = each;
    if (!isFinal(parked.status)) continue;
    if (part !== null) {
      partReceipts.push({ ...parked, messageId, part });
      isApplied.add(each);
    } else if (!first.has(messageId)) first.set(messageId, each);
  }
  const verdicts = await recordPartReceipts(client, partReceipts);
  const buffered = await reportEvent(
    client,
    'message.buffered',
    joined.filter(({ parked }) => !isFinal(parked.status)),
  );
  const ended = await endMessages(client, [
    ...[...first.values()].map(({ messageId, parked: { status, errorCode, raw } }) => {
      return { messageId, status, errorCode, byReceipt: true, receipt: raw };
    }),
    ...verdicts.map((verdict) => ({ ...verdict, byReceipt: true })),
  ]);
  for (const [messageId, each] of first) if (ended.ids.has(messageId)) isApplied.add(each);
  await client.query('DELETE FROM receipt WHERE id = ANY($1::uuid[])', [[...isApplied].map(({ parked }) => parked.id)]);
  const others = joined.filter((each) => !isApplied.has(each));
  await client.query(
    `UPDATE receipt r SET message_id = j.message_id, account_id = j.account_id
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS j(id, message_id, account_id) WHERE r.id = j.id`,
    [
      others.map(({ parked }) => parked.id),
      others.map(({ messageId }) => messageId),
      others.map(({ accountId }) => accountId),
    ],
  );
  return { ...ended, reports: ended.reports + buffered.reports, hosts: [...ended.hosts, ...buffered.hosts] };
}
