// Fills the database for benchmarks. Queues are filled by the functions that fill them in the product, so that their tables
// are not named here.
import type pg from 'pg';
import type { NewMessage } from '@/lib/acceptance/commit-item';
import { insertAccepted } from '@/lib/acceptance/insert-accepted';
import type { UserActor } from '@/lib/access/actor';
import { newId } from '@/lib/base/ids';
import { pool } from '@/lib/database/db';
import { DEFAULT_VALIDITY_MIN } from '@/lib/messages/schema';
import { insertReports } from '@/lib/webhooks/report';

const STORED_BATCH = 250_000;
const QUEUED_BATCH = 1_000;
const REPORT_BATCH = 5_000;

/** Who sends: the account's administrator, and the id of one of its keys. */
export type Sender = { actor: UserActor; apiKeyId: string };

/**
 * Stores messages of the last 90 days that were delivered long ago, in the order of their ids. Indexes are created at the
 * end, which takes a fifth of the time. `client` must have no statement timeout.
 */
export async function seedStoredMessages(client: pg.ClientBase, sender: Sender, count: number): Promise<void> {
  const stored = `
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' ||
            substr(md5(n::text), 4, 15))::uuid AS id, n, at
    FROM (SELECT n, $4::timestamptz - interval '90 days' + n * (interval '89 days' / $3::int) AS at
          FROM generate_series($1::int, $2::int) n) s`;
  const now = new Date();
  const fill = async (insert: string, values: unknown[]) => {
    for (let first = 0; first < count; first += STORED_BATCH) {
      await client.query(insert, [first, Math.min(first + STORED_BATCH, count) - 1, count, now, ...values]);
    }
  };
  const { accountId } = sender.actor;
  await withoutIndexes(client, 'message', () =>
    fill(
      `INSERT INTO message (id, account_id, api_key_id, status, run_at, recipient, text, encoding, segments, created_at, valid_until)
       SELECT id, $5, $6, NULL, NULL, '+3725' || lpad((hashint4(n) & 1048575)::text, 7, '0'), 'Your code is ' || n, 'gsm7', 1, at,
              at + interval '1 day'
       FROM (${stored}) s`,
      [accountId, sender.apiKeyId],
    ),
  );
  await withoutIndexes(client, 'message_progress', () =>
    fill(
      `INSERT INTO message_progress (message_id, account_id, status, attempts, by_receipt, carrier, carrier_message_id,
                                     submitted_at, final_at)
       SELECT id, $5, 'delivered', 1, true, 'simulator', md5('carrier ' || n)::uuid::text, at, at + interval '1 second'
       FROM (${stored}) s`,
      [accountId],
    ),
  );
  await client.query('VACUUM ANALYZE message, message_progress');
  // So that the checkpoint of these writes is not measured.
  await client.query('CHECKPOINT');
}

/** Runs `fill` without the indexes of `table`, except the primary key's, and creates them again. */
export async function withoutIndexes(client: pg.ClientBase, table: string, fill: () => Promise<void>): Promise<void> {
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes WHERE tablename = $1 AND indexname <> $1 || '_pkey'`,
    [table],
  );
  for (const { name } of indexes) await client.query(`DROP INDEX "${name}"`);
  await fill();
  for (const { definition } of indexes) await client.query(definition);
}

/** What differs from an ordinary message, by its number from 0. */
export type MessageFields = (index: number) => Partial<Pick<NewMessage, 'recipient' | 'carrier' | 'priority'>>;

/** Accepts one batch of messages, due at once, as requests do, in one statement. */
export async function acceptMessages(
  sender: Sender,
  count: number,
  dlrUrl: string | null = null,
  fields: MessageFields = () => ({}),
): Promise<void> {
  const [outcome] = await insertAccepted(pool(), [
    {
      accountId: sender.actor.accountId,
      apiKeyId: sender.apiKeyId,
      revision: 1,
      oldSecretId: null,
      environment: 'live',
      clientIp: null,
      signature: null,
      idempotency: null,
      charge: null,
      storedResult: null,
      messages: Array.from({ length: count }, (_, index) => ({ ...newMessage(dlrUrl), ...fields(index) })),
    },
  ]);
  if (typeof outcome !== 'object') throw new Error('the key of the benchmark was changed');
}

/** Fills the queue of messages. */
export async function seedQueuedMessages(sender: Sender, count: number, fields?: MessageFields): Promise<void> {
  for (let first = 0; first < count; first += QUEUED_BATCH) {
    const ofBatch = fields && ((index: number) => fields(first + index));
    await acceptMessages(sender, Math.min(QUEUED_BATCH, count - first), null, ofBatch);
  }
}

/** A recipient for which the simulator has no special outcome. */
function newMessage(dlrUrl: string | null): NewMessage {
  const random = (below: number, digits: number) => String(Math.floor(Math.random() * below)).padStart(digits, '0');
  return {
    id: newId(),
    recipient: `+3725${random(1_000, 3)}${random(9_000, 4)}`,
    text: `Your code is ${random(1_000_000, 6)}`,
    sender: null,
    encoding: 'gsm7',
    segments: 1,
    autoReplace: 'off',
    dlrUrl,
    priority: 1,
    sendAt: null,
    validityMin: DEFAULT_VALIDITY_MIN,
    reference: null,
    metadata: null,
    carrier: 'simulator',
  };
}

/** Fills the queue of delivery reports, all for `url`, while no worker runs. Their messages are not stored. */
export async function seedDueReports(sender: Sender, url: string, count: number): Promise<void> {
  const client = await pool().connect();
  try {
    for (let left = count; left > 0; left -= REPORT_BATCH) {
      const at = new Date();
      const reports = Array.from({ length: Math.min(REPORT_BATCH, left) }, () => ({
        ...newMessage(null),
        messageId: newId(),
        accountId: sender.actor.accountId,
        apiKeyId: sender.apiKeyId,
        url,
        event: 'message.delivered' as const,
        sequence: 1,
        error: null,
        environment: 'live',
        possibleDuplicate: false,
        occurredAt: at,
        createdAt: at,
      }));
      await client.query('BEGIN');
      await insertReports(client, reports);
      await client.query('COMMIT');
    }
  } finally {
    client.release();
  }
}
