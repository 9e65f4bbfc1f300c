import type { Actor } from '../access/actor';
import { requireOperator } from '../access/permissions';
import type { AuditAction } from '../audit/actions';
import { type AuditEntry, recordEvent } from '../audit/record-event';
import { AppError, notFound } from '../base/errors';
import { newId } from '../base/ids';
import { db, Prisma, type Transaction } from '../database/db';
import { publicUrl } from '../runtime/env';
import { changedNames, describeValues } from './carrier-changes';
import { requireUsable } from './http/check-settings';
import { dlrUrlOf, RECEIPT_SECRET } from './http/receipt-url';
import { httpSettingsSchema } from './http/settings';
import { requireNoStrandedMessages } from './queued-messages';
import { SIMULATOR } from './route-rules';
import {
  type AddedKind,
  type CarrierState,
  type CarrierStateInput,
  type CreateCarrierInput,
  carrierStateSchema,
  createCarrierSchema,
  existingCarrierSchema,
  type UpdateCarrierInput,
  updateCarrierSchemas,
} from './schema';
import { completeSecrets, mergeSecrets, readableSecrets, requirePassword, type Secrets, sealSecrets } from './secrets';

type CarrierRow = Awaited<ReturnType<typeof lockedCarrier>>;

/** `receiptUrl`: where an HTTP carrier sends its receipts, when its secret is new; it is not shown again. */
type CreatedCarrier = { id: string; name: string; receiptUrl: string | null };

/**
 * Adds a carrier, active at once. It takes no message until a route leads to it. Operators only. Throws `invalid_fields`,
 * and `conflict` for a name in use.
 */
export async function createCarrier(actor: Actor, input: CreateCarrierInput): Promise<CreatedCarrier> {
  requireOperator(actor);
  const { settings, secrets: given, ...row } = createCarrierSchema.parse(input);
  const { name, kind } = row;
  const { secrets, receiptUrl } = finishSecrets({ name, kind, settings, before: {}, after: given });
  const id = newId();
  return db().$transaction(async (tx) => {
    if (await tx.carrier.findUnique({ where: { name }, select: { id: true } })) throw nameInUse(name);
    try {
      await tx.carrier.create({ data: { id, ...row, settings, secrets: sealSecrets(id, secrets) } });
    } catch (error) {
      // Added between the two statements.
      throw isDuplicate(error) ? nameInUse(name) : error;
    }
    await recordChange(tx, actor, 'carrier.added', { id, name }, { kind });
    return { id, name, receiptUrl };
  });
}

type SecretsChange = { name: string; kind: AddedKind; settings: unknown; before: Secrets; after: Secrets };

/** Checks the secrets after a change. An HTTP carrier gets the one for its receipts here. */
function finishSecrets({ name, kind, settings, before, after }: SecretsChange) {
  if (kind === 'smpp') return { secrets: requirePassword(after), receiptUrl: null };
  const parsed = httpSettingsSchema.parse(settings);
  const secrets = completeSecrets(parsed, after);
  requireUsable(parsed, secrets);
  const isNew = secrets[RECEIPT_SECRET] !== before[RECEIPT_SECRET] && secrets[RECEIPT_SECRET] !== undefined;
  return { secrets, receiptUrl: isNew ? dlrUrlOf(parsed, secrets, { carrier: name, publicUrl: publicUrl() }) : null };
}

const isDuplicate = (error: unknown) => error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';

function nameInUse(name: string): AppError {
  return new AppError('conflict', `There is a carrier “${name}” already. Choose another name, or change that one.`, {
    fields: { name: 'This name is in use.' },
  });
}

/**
 * Changes a carrier's settings, effective in every process within a second. A secret that is absent or empty keeps its value;
 * null removes it. Operators only. Throws `not_found`, `invalid_fields`, and `conflict` when it has changed since the
 * actor saw it, and for the simulator, which has no settings. Returns the new revision.
 */
export async function updateCarrier(
  actor: Actor,
  input: UpdateCarrierInput,
): Promise<{ revision: number; receiptUrl: string | null }> {
  requireOperator(actor);
  const { name: known } = existingCarrierSchema.parse(input);
  return db().$transaction(async (tx) => {
    const row = await lockedCarrier(tx, known);
    if (row.kind === 'simulator') throw new AppError('conflict', 'The simulator has no settings that can be changed.');
    const { name, seen, secrets: given = {}, settings, ...common } = updateCarrierSchemas[row.kind].parse(input);
    if (seen !== row.revision) throw await changedMeanwhile(tx, row);
    const current = readableSecrets(row.id, row.secrets);
    const next = { ...commonOf(row), ...definedOnly(common) };
    const nextSettings = (settings ?? row.settings) as Prisma.JsonObject;
    const { secrets, receiptUrl } = finishSecrets({
      name,
      kind: row.kind,
      settings: nextSettings,
      before: current,
      after: mergeSecrets(current, given),
    });
    const detail = describeChange(row.kind, [
      [commonOf(row), next],
      [row.settings as Prisma.JsonObject, nextSettings],
    ]);
    const newSecrets = changedNames(current, secrets);
    if (detail.after.length + detail.before.length + newSecrets.length === 0)
      return { revision: row.revision, receiptUrl: null };
    const { revision } = await tx.carrier.update({
      where: { id: row.id },
      data: {
        ...next,
        settings: nextSettings,
        secrets: sealSecrets(row.id, secrets),
        revision: { increment: 1 },
        updatedAt: new Date(),
      },
    });
    await recordChange(tx, actor, 'carrier.updated', row, withSecrets(detail, newSecrets));
    return { revision, receiptUrl };
  });
}

const commonOf = ({ ratePerSecond, unknownOutcome, fallbackAfterSeconds }: CarrierRow) => ({
  ratePerSecond,
  unknownOutcome,
  fallbackAfterSeconds,
});

function definedOnly<T extends object>(values: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

type Change = { before: string[]; after: string[] };

/** Templates of HTTP carriers may contain what belongs in a secret, so their values are never recorded. */
function describeChange(kind: AddedKind, pairs: [before: object, after: object][]): Change {
  const [common, settings] = pairs.map(([before, after]) => {
    const values = [before as Record<string, unknown>, after as Record<string, unknown>] as const;
    const names = changedNames(...values);
    return { before: describeValues(values[0], names), after: describeValues(values[1], names), names };
  });
  if (!common || !settings) return { before: [], after: [] };
  if (kind === 'http') return { before: common.before, after: [...common.after, ...settings.names] };
  return { before: [...common.before, ...settings.before], after: [...common.after, ...settings.after] };
}

function withSecrets({ before, after }: Change, names: readonly string[]): Change {
  return { before, after: [...after, ...names.map((name) => `new ${name}`)] };
}

async function changedMeanwhile(tx: Transaction, { id, name }: CarrierRow): Promise<AppError> {
  const last = await tx.auditEvent.findFirst({
    where: { targetId: id, action: 'carrier.updated' },
    select: { actorName: true },
    orderBy: { id: 'desc' },
  });
  const by = last ? ` by ${last.actorName}` : '';
  return new AppError('conflict', `“${name}” was changed meanwhile${by}. Load it again, then repeat your change.`);
}

const STATE_ACTIONS = {
  active: 'carrier.resumed',
  paused: 'carrier.paused',
  draining: 'carrier.draining',
} as const satisfies Record<CarrierState, AuditAction>;

/**
 * Pauses a carrier (its queue waits), drains it (no new messages, its queue is sent) or makes it active again. Operators
 * only. Throws `not_found`, and `conflict` for the simulator, which cannot drain.
 */
export async function setCarrierState(actor: Actor, input: CarrierStateInput): Promise<{ state: CarrierState }> {
  requireOperator(actor);
  const { name, state } = carrierStateSchema.parse(input);
  return db().$transaction(async (tx) => {
    const row = await lockedCarrier(tx, name);
    if (row.state === state) return { state };
    if (row.kind === 'simulator' && state === 'draining') {
      throw new AppError('conflict', 'The simulator takes the messages of test keys, so it cannot drain. Pause it.');
    }
    await tx.carrier.update({ where: { id: row.id }, data: { state, updatedAt: new Date() } });
    await recordChange(tx, actor, STATE_ACTIONS[state], row, {});
    return { state };
  });
}

/**
 * Removes a carrier with its routes. Its messages and receipts stay. Operators only. Throws `not_found`, and `conflict` for
 * the simulator, and while messages are queued for it that no other route could take.
 */
export async function removeCarrier(actor: Actor, input: { name: string }): Promise<{ routes: number }> {
  requireOperator(actor);
  const { name } = existingCarrierSchema.parse(input);
  if (name === SIMULATOR)
    throw new AppError('conflict', 'The simulator cannot be removed: test keys need it. Pause it.');
  const found = await db().carrier.findUnique({ where: { name }, select: { id: true } });
  if (!found) throw notFound('carrier');
  await requireNoStrandedMessages({ id: found.id, name });
  return db().$transaction(async (tx) => {
    const row = await lockedCarrier(tx, name);
    const routes = await tx.route.count({ where: { carrierId: row.id } });
    await tx.carrier.delete({ where: { id: row.id } });
    await recordChange(tx, actor, 'carrier.removed', row, { kind: row.kind, routes });
    return { routes };
  });
}

/** Locks the row against concurrent changes. Throws `not_found`. */
async function lockedCarrier(tx: Transaction, name: string) {
  await tx.$queryRaw`SELECT id FROM carrier WHERE name = ${name} FOR UPDATE`;
  const row = await tx.carrier.findUnique({ where: { name } });
  if (!row) throw notFound('carrier');
  return row;
}

async function recordChange(
  tx: Transaction,
  actor: Actor,
  action: AuditAction,
  { id, name }: { id: string; name: string },
  detail: NonNullable<AuditEntry['detail']>,
): Promise<void> {
  const entry = { action, accountId: null, targetKind: 'carrier', targetId: id } as const;
  await recordEvent(tx, actor, { ...entry, detail: { name, ...detail } });
}
