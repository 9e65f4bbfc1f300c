import type { Actor } from '../access/actor';
import { requirePermission } from '../access/permissions';
import { lockAccount } from '../accounts/account-lock';
import { bumpKeyRevisions } from '../accounts/key-revisions';
import type { AuditAction } from '../audit/actions';
import { type AuditEntry, recordEvent } from '../audit/record-event';
import { AppError, invalidFields, notFound } from '../base/errors';
import { isId, newId } from '../base/ids';
import { db, type Transaction } from '../database/db';
import { parseCsv } from './csv';
import { changeOf, DEFAULT_PAIRS, MAX_ENTRIES, type Pair, type TableChange } from './rules';
import { changeReplacementSchema, type ImportInput, type ImportMode, importSchema, replacementSchema } from './schema';

/** Entries that one event of the audit log names. */
const NAMED_PAIRS = 20;

type Entry = Pair & { id: string };

/** What the audit log is to say of a change. */
type Recorded = { action: AuditAction; detail: NonNullable<AuditEntry['detail']> };

/**
 * Adds an entry, for messages accepted from now on. Throws `invalid_fields` for what the table looks for already, or when it
 * is full.
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

/**
 * Gives an entry another search or replacement. Throws `not_found`, `invalid_fields` for what another entry looks for.
 */
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
      detail: { search, before: inWords(entry), after: inWords({ search, replacement }) },
    };
  });
}

/** Takes an entry out; the table may become empty, and then mode `on` replaces nothing. Throws `not_found`. */
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

/** Loads the default table: the account's table holds its entries and no others. */
export async function restoreDefaults(actor: Actor): Promise<void> {
  const accountId = requirePermission(actor, 'replacements:manage');
  await changeTable(actor, accountId, async (tx, table) => {
    const change = changeOf(table, DEFAULT_PAIRS, true);
    await carryOut(tx, accountId, table, change);
    return isNothing(change) ? null : { action: 'replacements.restored', detail: counted(table, change) };
  });
}

export type Imported = { added: number; changed: number; removed: number };

/**
 * Takes a CSV file in, all of it or nothing. `merge` adds and updates; `replace` makes the table what the file says,
 * possibly empty. Throws `invalid_fields` with what is wrong with each bad line, by its number.
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
    await carryOut(tx, accountId, table, change);
    imported = { added, changed, removed };
    return isNothing(change)
      ? null
      : { action: 'replacements.imported', detail: { mode, added, changed, removed, ...rest } };
  });
  return imported;
}

/** Throws `invalid_fields`: each bad line by its number, and nothing for the others to read. */
function readFile(text: string, mode: ImportMode): Pair[] {
  const { pairs, problems } = parseCsv(text);
  if (problems.length > 0) {
    const what = problems.length === 1 ? '1 line needs' : `${problems.length} lines need`;
    throw new AppError('invalid_fields', `${what} mending; nothing was imported.`, {
      fields: Object.fromEntries(problems.map(({ line, message }) => [`line ${line}`, message])),
    });
  }
  if (pairs.length === 0 && (mode === 'merge' || text.trim() === ''))
    throw invalidFields({ text: 'The file has no entry. Write one a line: search,replacement' });
  return pairs;
}

/**
 * Changes the account's table while nobody else does, makes every process's picture of its keys outdated, and records what
 * `change` returns, all in one transaction. Null means there was nothing to do.
 */
async function changeTable(
  actor: Actor,
  accountId: string,
  change: (tx: Transaction, table: Entry[]) => Promise<Recorded | null>,
): Promise<void> {
  await db().$transaction(async (tx) => {
    // NO KEY: rows that merely belong to the account, such as new keys, need not wait.
    await lockAccount(tx, accountId);
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

async function carryOut(tx: Transaction, accountId: string, table: Entry[], change: TableChange): Promise<void> {
  const gone = new Set(change.removed.map(({ search }) => search));
  const ids = table.filter(({ search }) => gone.has(search)).map(({ id }) => id);
  await tx.autoReplacement.deleteMany({ where: { accountId, id: { in: ids } } });
  await putEntries(tx, accountId, table, change.put);
}

async function putEntries(tx: Transaction, accountId: string, table: Entry[], put: Pair[]): Promise<void> {
  const held = new Set(table.map(({ search }) => search));
  // Listed newest first: the first of a file is to stand first.
  const added = put.filter(({ search }) => !held.has(search)).reverse();
  await tx.autoReplacement.createMany({ data: added.map((pair) => ({ id: newId(), accountId, ...pair })) });
  const changed = put.filter(({ search }) => held.has(search));
  await tx.$executeRaw`
    UPDATE auto_replacement r SET replacement = c.replacement
    FROM unnest(${changed.map(({ search }) => search)}::text[], ${changed.map(({ replacement }) => replacement)}::text[])
      AS c(search, replacement)
    WHERE r.account_id = ${accountId}::uuid AND r.search = c.search`;
}

function requireNew(table: readonly Pair[], search: string): void {
  if (!table.some((each) => each.search === search)) return;
  throw invalidFields({ search: 'Another entry looks for this already. Change that one.' });
}

function requireRoom(entries: number, field: string): void {
  if (entries <= MAX_ENTRIES) return;
  throw invalidFields({
    [field]: `The table would have ${entries} entries; it holds at most ${MAX_ENTRIES}. Take some out first.`,
  });
}

const isNothing = ({ put, removed }: TableChange) => put.length + removed.length === 0;

/** A change in numbers, with the first of its entries in words. */
function counted(table: readonly Pair[], { put, removed }: TableChange) {
  const held = new Set(table.map(({ search }) => search));
  const changed = put.filter(({ search }) => held.has(search)).length;
  const named = [...put.map(inWords), ...removed.map(({ search }) => `${search} taken out`)].slice(0, NAMED_PAIRS);
  return { added: put.length - changed, changed, removed: removed.length, entries: named };
}

function inWords({ search, replacement }: Pair): string {
  return `${search} → ${replacement}`;
}
