import type pg from 'pg';
import { groupBy } from '../base/group-by';
import type { CarrierReceipt } from '../carriers/carrier';
import { SIMULATOR } from '../carriers/route-rules';
import { textArray } from '../database/array-literal';

/** The message, or the part of one, that a receipt is about. */
export type MatchedMessage = { messageId: string; accountId: string; part: number | null };

type Submitted = MatchedMessage & { carrierMessageId: string; recipient: string; isOpen: boolean };

const FIND = {
  name: 'find-by-carrier-message-id',
  text: `SELECT p.message_id AS "messageId", p.account_id AS "accountId", p.carrier_message_id AS "carrierMessageId"
         FROM message_progress p
         WHERE p.carrier = $1 AND p.carrier_message_id IS NOT NULL AND p.carrier_message_id = ANY($2::text[])`,
};

/** The message of a row, read by its key: the planner could read the whole table to join a few rows. */
const MESSAGE = '(SELECT m.account_id, m.recipient FROM message m WHERE m.id = p.message_id OFFSET 0) m';

// Carriers use their ids again after some time: of several messages the latest comes first.
const FIND_ANY = {
  name: 'find-by-any-carrier-message-id',
  text: `SELECT p.message_id AS "messageId", p.account_id AS "accountId", p.carrier_message_id AS "carrierMessageId",
                m.recipient, p.final_at IS NULL AS "isOpen", NULL::smallint AS part
         FROM message_progress p CROSS JOIN LATERAL ${MESSAGE}
         WHERE p.carrier = $1 AND p.carrier_message_id IS NOT NULL AND p.carrier_message_id = ANY($2::text[])
         UNION ALL
         SELECT p.message_id, m.account_id, p.carrier_message_id, m.recipient, p.final_at IS NULL, p.part
         FROM message_part p CROSS JOIN LATERAL ${MESSAGE}
         WHERE p.carrier = $1 AND p.carrier_message_id = ANY($2::text[])
         ORDER BY 1 DESC`,
};

// Messages without an id of the carrier: their submission had no answer, and the carrier is set to wait for a receipt. Not
// long ones: a receipt of one part says nothing about the others.
const FIND_AWAITED = {
  name: 'find-awaited',
  text: `SELECT m.id AS "messageId", m.account_id AS "accountId", m.recipient, NULL::smallint AS part
         FROM (SELECT q.message_ids[1] AS id, q.run_at FROM message_queue q
               WHERE q.carrier = $1 AND q.possible_duplicate AND q.size = 1 AND q.run_at > now()
               ORDER BY q.id LIMIT 1000) w
         JOIN message m ON m.id = w.id AND w.run_at >= m.valid_until AND m.segments = 1
         LEFT JOIN message_progress p ON p.message_id = m.id
         WHERE EXISTS (SELECT FROM carrier c WHERE c.name = $1 AND c.unknown_outcome = 'wait') AND p.final_at IS NULL`,
};

/** Returns the message of each receipt, in order; null where none is known (yet). */
export async function matchReceipts(
  client: pg.ClientBase,
  carrier: string,
  receipts: readonly CarrierReceipt[],
): Promise<(MatchedMessage | null)[]> {
  // The simulator uses an id of its own for each message, and has no long messages.
  if (carrier === SIMULATOR) {
    const ids = receipts.map(({ carrierMessageId }) => carrierMessageId);
    const { rows } = await client.query<Submitted>({ ...FIND, values: [carrier, textArray(ids)] });
    const byId = new Map(rows.map((row) => [row.carrierMessageId, { ...row, part: null }]));
    return ids.map((id) => byId.get(id) ?? null);
  }
  const firstIds = receipts.flatMap((receipt) => idsOf(receipt).slice(0, 1));
  const likely = await findByIds(client, carrier, firstIds);
  const matched = receipts.map((receipt) => {
    const found = chooseMessage(receipt, likely);
    return found && isCertain(receipt, found) ? found : null;
  });
  const others = receipts.filter((_, index) => !matched[index]);
  if (others.length === 0) return matched;
  const byId = await findByIds(client, carrier, others.flatMap(idsOf));
  return receipts.map((receipt, index) => matched[index] ?? chooseMessage(receipt, byId));
}

async function findByIds(
  client: pg.ClientBase,
  carrier: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Submitted[]>> {
  const { rows } = await client.query<Submitted>({ ...FIND_ANY, values: [carrier, textArray([...new Set(ids)])] });
  return groupBy(rows, ({ carrierMessageId }) => carrierMessageId);
}

/** Whether no other form of the id could lead to a better message. Spares reading by all forms, as a rule. */
function isCertain({ recipient }: CarrierReceipt, found: Submitted): boolean {
  return found.isOpen && !!recipient && isSameNumber(recipient, found.recipient);
}

/** Returns the only awaited message to the recipient of each receipt; null where there is none or several. */
export async function matchAwaited(
  client: pg.ClientBase,
  carrier: string,
  receipts: readonly CarrierReceipt[],
): Promise<(MatchedMessage | null)[]> {
  if (carrier === SIMULATOR) return receipts.map(() => null);
  const { rows } = await client.query<Submitted>({ ...FIND_AWAITED, values: [carrier] });
  return receipts.map(({ recipient }) => {
    const some = rows.filter((row) => isNumberOf(recipient, row.recipient));
    return some.length === 1 ? (some[0] ?? null) : null;
  });
}

/** The forms in which the id of a receipt may be stored, best first. */
function idsOf({ carrierMessageId, candidates }: CarrierReceipt): readonly string[] {
  // A carrier may return no id: nothing can be matched with that.
  return (candidates ?? [carrierMessageId]).filter((id) => id !== '');
}

/**
 * Of the messages with one of the receipt's ids: one to the receipt's number before others, then by the order of the ids,
 * then one without a final status. A converted id counts only where the number agrees, since it may be another message's.
 */
function chooseMessage(receipt: CarrierReceipt, byId: ReadonlyMap<string, Submitted[]>): Submitted | null {
  const found = idsOf(receipt).flatMap((id) => byId.get(id) ?? []);
  const { recipient } = receipt;
  const agreeing = recipient ? found.filter((row) => isSameNumber(recipient, row.recipient)) : found;
  const exact = found.filter(({ carrierMessageId }) => isSameId(carrierMessageId, receipt.carrierMessageId));
  const some = agreeing.length > 0 ? agreeing : exact;
  return some.find(({ isOpen }) => isOpen) ?? some[0] ?? null;
}

function isSameId(a: string, b: string): boolean {
  const plain = (id: string) =>
    id
      .trim()
      .toLowerCase()
      .replace(/^0+(?=.)/, '');
  return plain(a) === plain(b);
}

const MIN_DIGITS = 5;

/** Whether two numbers may be the same: carriers leave out the +, zeros or the country code. */
export function isSameNumber(a: string, b: string): boolean {
  // An alphanumeric address says nothing about the number.
  return Math.min(digitsOf(a).length, digitsOf(b).length) < MIN_DIGITS || areSameDigits(a, b);
}

/** Whether the number of a receipt is certainly that of a message: the only evidence where no id is known. */
export function isNumberOf(receipt: string | null | undefined, message: string): boolean {
  return !!receipt && digitsOf(receipt).length >= MIN_DIGITS && areSameDigits(receipt, message);
}

function areSameDigits(a: string, b: string): boolean {
  const [long = '', short = ''] = [digitsOf(a), digitsOf(b)].toSorted((x, y) => y.length - x.length);
  return long.endsWith(short);
}

function digitsOf(number: string): string {
  return number.replace(/\D/g, '').replace(/^0+/, '');
}
