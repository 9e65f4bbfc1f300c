import { createHash } from 'node:crypto';
import type pg from 'pg';
import { groupBy } from '../base/group-by';
import { addPart, assemble, type Group, type Part } from './assembly';
import { type Arrived, type GroupKey, type Received, receivedOf } from './normalize';

const LOCK_CLASS = 0x706f7370;
/** Groups share this many locks: a batch must not fill the lock table of PostgreSQL. */
const LOCKS = 64;

type ArrivedPart = Extract<Arrived, { kind: 'part' }>;
type Loaded = { key: GroupKey; group: Group };
type PartRow = GroupKey & Omit<Part, 'content'> & { content: Buffer; assembled: boolean };

/** Names a group of parts of one carrier. */
export function groupName({ sender, recipient, reference, total }: GroupKey): string {
  return JSON.stringify([sender, recipient, reference, total]);
}

/**
 * Serializes changes of the groups until the transaction ends: of two transactions that each bring a part, the second sees
 * the first one's. Take it before any row lock.
 */
export async function lockGroups(client: pg.ClientBase, carrier: string, keys: readonly GroupKey[]): Promise<void> {
  const slots = keys.map(
    (key) =>
      (createHash('sha256')
        .update(carrier + groupName(key))
        .digest()[0] ?? 0) % LOCKS,
  );
  const inOrder = [...new Set(slots)].sort((a, b) => a - b);
  if (inOrder.length === 0) return;
  await client.query(
    `SELECT pg_advisory_xact_lock($1, slot) FROM unnest($2::int[]) WITH ORDINALITY AS u(slot, place) ORDER BY place`,
    [LOCK_CLASS, inOrder],
  );
}

/** Adds parts to their groups, which must be locked. Returns the messages that they complete. */
export async function storeParts(
  client: pg.ClientBase,
  carrier: string,
  arrived: readonly ArrivedPart[],
): Promise<Received[]> {
  if (arrived.length === 0) return [];
  const groups = groupBy(arrived, ({ key }) => groupName(key));
  const keys = [...groups.values()].flatMap(([first]) => first?.key ?? []);
  const stored = await loadGroups(client, carrier, keys);
  const received: Received[] = [];
  const changed: Loaded[] = [];
  for (const [name, parts] of groups) {
    const key = parts[0]?.key;
    if (!key) continue;
    const before = stored.get(name)?.group ?? { total: key.total, parts: new Map(), assembled: false };
    let group: Group = before;
    for (const { part } of parts) {
      const added = addPart(group, part);
      group = added.group;
      received.push(...added.whole.map((whole) => receivedOf(key, whole)));
    }
    if (group !== before) changed.push({ key, group });
  }
  await deleteGroups(
    client,
    carrier,
    changed.map(({ key }) => key),
  );
  await insertGroups(client, carrier, changed);
  return received;
}

/** Assembles what there is of groups, which must be locked, and removes them. Returns the messages; complete ones are left. */
export async function closeGroups(
  client: pg.ClientBase,
  carrier: string,
  keys: readonly GroupKey[],
): Promise<Received[]> {
  const stored = await loadGroups(client, carrier, keys);
  const open = [...stored.values()].filter(({ group }) => !group.assembled);
  await deleteGroups(
    client,
    carrier,
    open.map(({ key }) => key),
  );
  return open.map(({ key, group }) => receivedOf(key, assemble(group)));
}

const OF_GROUPS = `
  FROM unnest($2::text[], $3::text[], $4::int[], $5::smallint[]) AS k(sender, recipient, reference, total)
  WHERE p.carrier = $1 AND p.sender = k.sender AND p.recipient = k.recipient AND p.reference = k.reference
    AND p.total = k.total`;

function groupValues(carrier: string, keys: readonly GroupKey[]): unknown[] {
  return [
    carrier,
    keys.map(({ sender }) => sender),
    keys.map(({ recipient }) => recipient),
    keys.map(({ reference }) => reference),
    keys.map(({ total }) => total),
  ];
}

async function loadGroups(
  client: pg.ClientBase,
  carrier: string,
  keys: readonly GroupKey[],
): Promise<Map<string, Loaded>> {
  const { rows } = await client.query<PartRow>(
    `SELECT p.sender, p.recipient, p.reference, p.total, p.number, p.content, p.encoding,
            p.carrier_message_id AS "carrierMessageId", p.assembled, p.received_at AS "receivedAt"
     ${OF_GROUPS.replace('FROM', 'FROM received_part p,')} ORDER BY p.number`,
    groupValues(carrier, keys),
  );
  const groups = new Map<string, Loaded>();
  for (const [name, parts] of groupBy(rows, groupName)) {
    const [first] = parts;
    if (!first) continue;
    const { sender, recipient, reference, total, assembled } = first;
    const byNumber = new Map(parts.map((row) => [row.number, { ...row, content: row.content.toString('utf16le') }]));
    groups.set(name, {
      key: { sender, recipient, reference, total },
      group: { total, parts: byNumber, assembled },
    });
  }
  return groups;
}

async function deleteGroups(client: pg.ClientBase, carrier: string, keys: readonly GroupKey[]): Promise<void> {
  if (keys.length === 0) return;
  await client.query(`DELETE FROM received_part p ${OF_GROUPS.replace('FROM', 'USING')}`, groupValues(carrier, keys));
}

async function insertGroups(client: pg.ClientBase, carrier: string, groups: readonly Loaded[]): Promise<void> {
  const rows = groups.flatMap(({ key, group }) =>
    [...group.parts.values()].map((part) => ({ key, part, assembled: group.assembled })),
  );
  if (rows.length === 0) return;
  await client.query(
    `INSERT INTO received_part (carrier, sender, recipient, reference, total, number, content, encoding,
                                carrier_message_id, assembled, received_at)
     SELECT $1, sender, recipient, reference, total, number, content, encoding::received_encoding, id, assembled,
            COALESCE(received_at, now())
     FROM unnest($2::text[], $3::text[], $4::int[], $5::smallint[], $6::smallint[], $7::bytea[], $8::text[], $9::text[],
                 $10::boolean[], $11::timestamptz[])
       AS u(sender, recipient, reference, total, number, content, encoding, id, assembled, received_at)`,
    [
      ...groupValues(
        carrier,
        rows.map(({ key }) => key),
      ),
      rows.map(({ part }) => part.number),
      rows.map(({ part }) => Buffer.from(part.content, 'utf16le')),
      rows.map(({ part }) => part.encoding),
      rows.map(({ part }) => part.carrierMessageId),
      rows.map(({ assembled }) => assembled),
      rows.map(({ part }) => part.receivedAt ?? null),
    ],
  );
}
