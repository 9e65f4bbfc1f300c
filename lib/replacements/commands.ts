import type { Actor } from '../access/actor';
import { requirePermission } from '../access/permissions';
import { lockAccountForUpdate } from '../accounts/account-lock';
import { bumpKeyRevisions } from '../accounts/key-revisions';
import type { AuditAction } from '../audit/actions';
import { type AuditEntry, recordEvent } from '../audit/record-event';
import { AppError, invalidFields, notFound } from '../base/errors';
import { isId, newId } from '../base/ids';
import { db, type Transaction } from '../database/db';
import { parseCsv } from './csv';
import { changeOf, DEFAULT_PAIRS, MAX_ENTRIES, type Pair, type TableChange } from './rules';
import { changeReplacementSchema, type ImportInput, type ImportMode, importSchema, replacementSchema } from './schema';

/** Entries listed in one audit event. */
const MAX_LISTED_PAIRS = 20;

type Entry = Pair & { id: string };

/** The audit event of a change. */
type Recorded = { action: AuditAction; detail: NonNullable<AuditEntry['detail']> };

/**
 * Adds an entry, for messages accepted from now on. Throws `invalid_fields` for a search that the table has already, or
 * when it is full.
 */
export async function addReplacement(actor: Actor, input: Pair): Promise<void> {
  const accountId = requirePermission(actor, 'replacements:manage');
  const { search, replacement } = replacementSchema.parse(input);
  await changeTable(actor, accountId, async (tx, table) => {
    requireNew(table, search);
    requireRoom(table.length + 1, 'search');
    await putEntries(tx, accountId, table, [{ search, replacement }]);
    return { action: 'replacement.added', detail: { search, after: replacement } };
  });
}

/** Changes an entry. Throws `not_found`, `invalid_fields` for a search that another entry has. */
export async function changeReplacement(actor: Actor, input: Entry): Promise<void> {
  const accountId = requirePermission(actor, 'replacements:manage');
  const { id, search, replacement } = changeReplacementSchema.parse(input);
  await changeTable(actor, accountId, async (tx, table) => {
    const entry = table.find((each) => each.id === id);
    if (!entry) throw notFound('entry');
    if (entry.search === search && entry.replacement === replacement) return null;
    requireNew(
      table.filter((each) => each.id !== id),
      search,
    );
    await tx.autoReplacement.updateMany({ where: { id, accountId }, data: { search, replacement } });
    return {
      action: 'replacement.changed',
      detail: { search, before: asText(entry), after: asText({ search, replacement }) },
    };
  });
}

/** Deletes an entry; an empty table is allowed, with which mode `on` replaces nothing. Throws `not_found`. */
export async function deleteReplacement(actor: Actor, id: string): Promise<void> {
  const accountId = requirePermission(actor, 'replacements:manage');
  if (!isId(id)) throw notFound('entry');
  await changeTable(actor, accountId, async (tx, table) => {
    const entry = table.find((each) => each.id === id);
    if (!entry) throw notFound('entry');
    await tx.autoReplacement.deleteMany({ where: { id, accountId } });
    return { action: 'replacement.deleted', detail: { search: entry.search, before: entry.replacement } };
  });
}

/** Replaces the account's table with the default table. */
export async function restoreDefaults(actor: Actor): Promise<void> {
  const accountId = requirePermission(actor, 'replacements:manage');
  await changeTable(actor, accountId, async (tx, table) => {
    const change = changeOf(table, DEFAULT_PAIRS, true);
    await applyChange(tx, accountId, table, change);
    return isEmpty(change) ? null : { action: 'replacements.restored', detail: counted(table, change) };
  });
}

export type Imported = { added: number; changed: number; removed: number };

/**
 * Imports a CSV file, completely or not at all. `merge` adds and updates; `replace` replaces the whole table, possibly with
 * an empty one. Throws `invalid_fields` with the problem of each invalid line, by its number.
 */
export async function importReplacements(actor: Actor, input: ImportInput): Promise<Imported> {
  const accountId = requirePermission(actor, 'replacements:manage');
  const { text, mode } = importSchema.parse(input);
  const pairs = readFile(text, mode);
  let imported: Imported = { added: 0, changed: 0, removed: 0 };
  await changeTable(actor, accountId, async (tx, table) => {
    const change = changeOf(table, pairs, mode === 'replace');
    const { added, changed, removed, ...rest } = counted(table, change);
    requireRoom(table.length + added - removed, 'text');
    await applyChange(tx, accountId, table, change);
    imported = { added, changed, removed };
    return isEmpty(change)
      ? null
      : { action: 'replacements.imported', detail: { mode, added, changed, removed, ...rest } };
  });
  return imported;
}

/** Parses the file. Throws `invalid_fields` with each invalid line, or for a file without entries. */
function readFile(text: string, mode: ImportMode): Pair[] {
  const { pairs, problems } = parseCsv(text);
  if (problems.length > 0) {
    const lines = problems.length === 1 ? '1 line is' : `${problems.length} lines are`;
    throw new AppError('invalid_fields', `${lines} invalid; nothing was imported.`, {
      fields: Object.fromEntries(problems.map(({ line, message }) => [`line ${line}`, message])),
    });
  }
  if (pairs.length === 0 && (mode === 'merge' || text.trim() === ''))
    throw invalidFields({ text: 'The file has no entry. Write one a line: search,replacement' });
  return pairs;
}

/**
 * Changes the account's table under the account's lock, invalidates its cached keys, and records the audit event that
 * `change` returns, all in one transaction. Null means that nothing changed.
 */
async function changeTable(
  actor: Actor,
  accountId: string,
  change: (tx: Transaction, table: Entry[]) => Promise<Recorded | null>,
): Promise<void> {
  await db().$transaction(async (tx) => {
    await lockAccountForUpdate(tx, accountId);
    const table = await tx.autoReplacement.findMany({
      where: { accountId },
      orderBy: { id: 'desc' },
      select: { id: true, search: true, replacement: true },
      take: MAX_ENTRIES,
    });
    const recorded = await change(tx, table);
    if (!recorded) return;
    await bumpKeyRevisions(tx, accountId);
    await recordEvent(tx, actor, { ...recorded, accountId, targetKind: 'account', targetId: accountId });
  });
}

async function applyChange(tx: Transaction, accountId: string, table: Entry[], change: TableChange): Promise<void> {
  const removed = new Set(change.removed.map(({ search }) => search));
  const ids = table.filter(({ search }) => removed.has(search)).map(({ id }) => id);
  await tx.autoReplacement.deleteMany({ where: { accountId, id: { in: ids } } });
  await putEntries(tx, accountId, table, change.put);
}

async function putEntries(tx: Transaction, accountId: string, table: Entry[], put: Pair[]): Promise<void> {
  const existing = new Set(table.map(({ search }) => search));
  // The list shows the newest first, so the first entry of a file gets the highest id.
  const added = put.filter(({ search }) => !existing.has(search)).reverse();
  await tx.autoReplacement.createMany({ data: added.map((pair) => ({ id: newId(), accountId, ...pair })) });
  const changed = put.filter(({ search }) => existing.has(search));
  await tx.$executeRaw`
    UPDATE auto_replacement r SET replacement = c.replacement
    FROM unnest(${changed.map(({ search }) => search)}::text[], ${changed.map(({ replacement }) => replacement)}::text[])
      AS c(search, replacement)
    WHERE r.account_id = ${accountId}::uuid AND r.search = c.search`;
}

function requireNew(table: readonly Pair[], search: string): void {
  if (!table.some((each) => each.search === search)) return;
  throw invalidFields({ search: 'Another entry has this search text already. Change that one.' });
}

function requireRoom(entries: number, field: string): void {
  if (entries <= MAX_ENTRIES) return;
  throw invalidFields({
    [field]: `The table would have ${entries} entries; it can have at most ${MAX_ENTRIES}. Remove some first.`,
  });
}

const isEmpty = ({ put, removed }: TableChange) => put.length + removed.length === 0;

/** Returns the numbers of a change, with its first entries. */
function counted(table: readonly Pair[], { put, removed }: TableChange) {
  const existing = new Set(table.map(({ search }) => search));
  const changed = put.filter(({ search }) => existing.has(search)).length;
  const listed = [...put.map(asText), ...removed.map(({ search }) => `${search} removed`)].slice(0, MAX_LISTED_PAIRS);
  return { added: put.length - changed, changed, removed: removed.length, entries: listed };
}

function asText({ search, replacement }: Pair): string {
  return `${search} → ${replacement}`;
}
