import { beforeAll, expect, test } from 'vitest';
import type { UserActor } from '../access/actor';
import { newId } from '../base/ids';
import { pool } from '../database/db';
import { idColumn, type Keyset, readPage } from '../database/keyset';
import { transaction } from '../database/transaction';
import { useDatabase } from '../testing/database';
import { makeAccount, makeKey, makeMessages } from '../testing/factories';
import { listMessages } from './list-messages';
import { STORED_COLUMNS } from './message-row';
import { type MessageConditions, pageStatement } from './page-statement';

useDatabase();

const MADE = 6_000;
const PAGE = 50;
const REACH = 1_000;
const NUMBER = '+37255510001';
const NEWEST_FIRST: Keyset<{ id: string }> = { direction: 'DESC', columns: [idColumn('m.id')] };

let actor: UserActor;
let key: { id: string };
let middle: string;

beforeAll(async () => {
  actor = await makeAccount();
  key = await makeKey(actor);
  const other = await makeKey(actor);
  const rows = Array.from({ length: MADE }, (_, i) => ({
    apiKeyId: i % 100 === 0 ? key.id : other.id,
    status: i % 200 === 0 ? ('rejected' as const) : ('delivered' as const),
    environment: i % 150 === 0 ? ('test' as const) : ('live' as const),
    recipient: i % 300 === 0 ? NUMBER : '+37255510002',
    reference: i % 300 === 0 ? 'order-1' : null,
  }));
  const ids = await makeMessages(actor, { id: '' }, rows);
  middle = ids[MADE / 2] ?? '';
  await pool().query('ANALYZE message');
});

type PlanNode = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
};

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** Returns the scans of `message` that a page takes, without the one that fetches the page's own rows. */
async function scansOf(conditions: MessageConditions, cursors: object): Promise<PlanNode[]> {
  let scans: PlanNode[] = [];
  await readPage(NEWEST_FIRST, cursors, PAGE, async (slice) => {
    const options = { reach: REACH, view: { columns: STORED_COLUMNS } };
    const { text, values } = pageStatement(actor.accountId, conditions, slice, options);
    const { rows } = await transaction(
      (client) => client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values),
      'in index order',
    );
    scans = nodesOf(rows[0]['QUERY PLAN'][0].Plan).filter((node) => node['Relation Name'] === 'message');
    return [];
  });
  return scans.filter((node) => node['Index Name'] !== 'message_pkey');
}

const readBy = (scans: PlanNode[]) =>
  scans.reduce(
    (sum, scan) => sum + scan['Actual Loops'] * (scan['Actual Rows'] + (scan['Rows Removed by Filter'] ?? 0)),
    0,
  );

const CASES: [string, MessageConditions | (() => MessageConditions), string, number][] = [
  ['no condition', {}, 'message_account_id_id_idx', PAGE + 1],
  ['the most common status', { statuses: ['delivered'] }, 'message_account_id_id_idx', PAGE + 2],
  ['a rare status', { statuses: ['rejected'] }, 'message_account_id_status_id_idx', PAGE + 1],
  ['a key', () => ({ apiKeyId: key.id }), 'message_api_key_id_id_idx', PAGE + 1],
  ['test messages', { environment: 'test' }, 'message_account_id_test_id_idx', PAGE + 1],
  ['a recipient', { recipient: NUMBER }, 'message_account_id_recipient_id_idx', PAGE + 1],
  ['a reference', { reference: 'order-1' }, 'message_account_id_reference_id_idx', PAGE + 1],
  ['a time that all messages have', { created: { from: new Date(0) } }, 'message_account_id_id_idx', PAGE + 2],
  ['a key and a status', () => ({ apiKeyId: key.id, statuses: ['rejected'] }), 'message_api_key_id_id_idx', REACH],
  ['nothing that matches', { recipient: '+37255510002', reference: 'none' }, 'message_account_id_reference_id_idx', 0],
];

test.each(CASES)(
  '%s: an index leads to the page in both directions, and few messages are read',
  async (...[, given, index, most]) => {
    const conditions = typeof given === 'function' ? given() : given;
    for (const cursors of [{}, { before: middle }, { after: middle }]) {
      const scans = await scansOf(conditions, cursors);
      expect(scans.map((scan) => scan['Index Name'])).toContain(index);
      for (const scan of scans) expect(scan['Node Type']).toMatch(/^Index (Only )?Scan$/);
      expect(readBy(scans)).toBeLessThanOrEqual(most);
    }
  },
);

test('a search reads its indexes by recipient, by reference and by id', async () => {
  const search = { recipient: NUMBER, reference: 'order-1', id: newId() };
  const scans = await scansOf({ search }, {});
  expect(scans.map((scan) => scan['Index Name'])).toEqual(
    expect.arrayContaining(['message_account_id_recipient_id_idx', 'message_account_id_reference_id_idx']),
  );
  expect(readBy(scans)).toBeLessThanOrEqual(2 * (PAGE + 1));
});

test('a condition that no message meets reads no more than its reach', async () => {
  const created = { from: new Date(Date.now() + 5_000) };
  expect(readBy(await scansOf({ created }, {}))).toBeLessThanOrEqual(REACH);
});

test('a page of the console is full, however many messages are between the matches, and leads back', async () => {
  const own = await makeAccount();
  const ids = await makeMessages(own, await makeKey(own), [
    ...Array(60).fill({ status: 'delivered' }),
    ...Array(5_100).fill({ status: 'undelivered' }),
    ...Array(5).fill({ status: 'delivered' }),
  ]);
  const expected = [...ids.slice(0, 60), ...ids.slice(-5)].toReversed();
  const first = await listMessages(own, { group: 'delivered' });
  const second = await listMessages(own, { group: 'delivered', before: first.next });
  expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(expected);
  expect([first.rows.length, second.next]).toEqual([50, null]);
  expect(await listMessages(own, { group: 'delivered', after: second.previous })).toEqual(first);
});
