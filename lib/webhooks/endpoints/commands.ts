import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { lockAccountForUpdate } from '../../accounts/account-lock';
import { recordCopy } from '../../audit/record-copy';
import { recordEvent } from '../../audit/record-event';
import { AppError, invalidFields, notFound } from '../../base/errors';
import { newId } from '../../base/ids';
import { db, type Transaction } from '../../database/db';
import { transaction } from '../../database/transaction';
import { parseWebUrl } from '../../network/web-url';
import { endpointEncryptionContext } from '../../secrets/encryption-contexts';
import { seal, unseal } from '../../secrets/seal';
import { callableUrl, requireFormat } from '../callable';
import type { WebhookEvent } from '../events';
import { queueReports, REPORTS_CHANNEL } from '../report';
import { newSigningSecret, type SignatureScheme } from '../signature';
import { changesOf, type EndpointValues } from './changes';
import { lockEndpoint, recordChange, requireAllEnvironments, withUniqueName } from './endpoint-transaction';
import { withStoredValues } from './headers';
import { findEndpoint } from './queries';
import { sampleBody } from './sample-body';
import {
  type CreateEndpointInput,
  createEndpointSchema,
  enableEndpointSchema,
  enableUrlSchema,
  endpointIdSchema,
  MAX_ENDPOINTS,
  type RotateEndpointSecretInput,
  rotateEndpointSecretSchema,
  testEventSchema,
  type UpdateEndpointInput,
  updateEndpointSchema,
} from './schema';
import { parseSecret } from './secret';
import { type EndpointView, storedHeaders } from './view';

const HOUR_MS = 3_600_000;
const NO_VALUE = 'Enter the value of each header: one that is masked is not stored.';

/**
 * Adds an endpoint and returns its secret, which later only `revealEndpointSecret` returns. Throws `invalid_fields`, and
 * `conflict` for more than 20 endpoints.
 */
export async function createEndpoint(
  actor: Actor,
  input: CreateEndpointInput,
): Promise<{ endpoint: EndpointView; secret: string }> {
  const accountId = requireManager(actor);
  const { secret: own, headers: given, ...wanted } = createEndpointSchema.parse(input);
  const url = callableUrl<never>(wanted.url, 'url', wanted.format);
  const headers = withStoredValues(given, {});
  if (!headers) throw invalidFields({ headers: NO_VALUE });
  const id = newId();
  const secret = requireSecret(own, wanted.signature) ?? newSigningSecret(wanted.signature);
  const endpoint = await withUniqueName(() =>
    db().$transaction(async (tx) => {
      if (!(await lockAccountForUpdate(tx, accountId))) throw notFound('account');
      if ((await tx.webhookEndpoint.count({ where: { accountId } })) >= MAX_ENDPOINTS) {
        throw new AppError('conflict', `An account has at most ${MAX_ENDPOINTS} endpoints. Remove one first.`);
      }
      await requireKeys(tx, accountId, wanted.keyIds);
      await tx.webhookEndpoint.create({
        data: {
          ...wanted,
          ...{ id, accountId, url, headers: sealedHeaders(id, headers) },
          secret: seal(secret, endpointEncryptionContext.secret(id)),
        },
      });
      const detail = { url, events: wanted.events, ...(own && { secret: 'imported' }) };
      await recordChange(tx, actor, 'endpoint.created', { id, accountId, name: wanted.name }, detail);
      return findEndpoint(tx, accountId, id);
    }),
  );
  return { endpoint, secret };
}

/**
 * Changes what `input` names, all or nothing, and returns the endpoint. A new URL, and enabling, clear the recorded failures.
 * Throws `not_found`, `invalid_fields`.
 */
export async function updateEndpoint(actor: Actor, input: UpdateEndpointInput): Promise<EndpointView> {
  const accountId = requireManager(actor);
  const { id, headers: given, ...wanted } = updateEndpointSchema.parse(input);
  const url = callableUrl<undefined>(wanted.url, 'url', null);
  return withUniqueName(() =>
    db().$transaction(async (tx) => {
      const row = await lockEndpoint(tx, accountId, id);
      requireFormat(new URL(url ?? row.url), wanted.format ?? row.format, url === undefined ? 'format' : 'url');
      const before: EndpointValues = { ...row, headers: storedHeaders(row) };
      const headers = given && withStoredValues(given, before.headers);
      if (headers === null) throw invalidFields({ headers: NO_VALUE });
      if (wanted.signature !== undefined && wanted.signature !== row.signature) {
        throw invalidFields({ signature: 'It needs another secret: choose it when you rotate the secret.' });
      }
      const changes = changesOf(before, { ...wanted, url, headers });
      const { keyIds = [] } = changes.values;
      await requireKeys(
        tx,
        accountId,
        keyIds.filter((keyId) => !row.keyIds.includes(keyId)),
      );
      if (wanted.enabled || changes.values.url !== undefined) await clearState(tx, accountId, id);
      if (changes.records.length > 0) {
        const { headers: changed, ...values } = changes.values;
        await tx.webhookEndpoint.update({
          where: { id, accountId },
          data: { ...values, ...(changed && { headers: sealedHeaders(id, changed) }), updatedAt: new Date() },
        });
        const target = { id, accountId, name: changes.values.name ?? row.name };
        for (const { action, detail } of changes.records) await recordChange(tx, actor, action, target, detail);
      }
      return findEndpoint(tx, accountId, id);
    }),
  );
}

/** Enables or disables an endpoint. Enabling also clears its recorded failures. Throws `not_found`. */
export async function enableEndpoint(actor: Actor, input: { id: string; enabled: boolean }): Promise<EndpointView> {
  requireManager(actor);
  return updateEndpoint(actor, enableEndpointSchema.parse(input));
}

/** Reports go to the URL of a request, key or account again after its receiver had disabled it. Throws `not_found`. */
export async function enableUrl(actor: Actor, input: { url: string }): Promise<void> {
  const accountId = requireManager(actor);
  const { url: text } = enableUrlSchema.parse(input);
  const target = parseWebUrl(text).url?.href ?? text;
  await db().$transaction(async (tx) => {
    const { count } = await tx.webhookState.deleteMany({ where: { accountId, target } });
    if (count === 0) throw notFound('failing URL');
    await recordEvent(tx, actor, {
      ...{ action: 'endpoint.enabled', accountId, targetKind: 'account', targetId: accountId },
      detail: { name: target },
    });
  });
}

/** Removes an endpoint. Its log remains. Throws `not_found`. */
export async function removeEndpoint(actor: Actor, input: { id: string }): Promise<void> {
  const accountId = requireManager(actor);
  const { id } = endpointIdSchema.parse(input);
  await db().$transaction(async (tx) => {
    const row = await lockEndpoint(tx, accountId, id);
    await tx.webhookEndpoint.delete({ where: { id, accountId } });
    await clearState(tx, accountId, id);
    await recordChange(tx, actor, 'endpoint.removed', row, { url: row.url });
  });
}

/**
 * Replaces the secret, by one of another signature scheme if `signature` names it, and returns the new one. Until the overlap ends both sign; the secret before the last one ends now.
 * Throws `not_found`, `invalid_fields`.
 */
export async function rotateEndpointSecret(
  actor: Actor,
  input: RotateEndpointSecretInput,
): Promise<{ endpoint: EndpointView; secret: string }> {
  const accountId = requireManager(actor);
  const { id, overlapHours, signature, secret: own } = rotateEndpointSecretSchema.parse(input);
  return db().$transaction(async (tx) => {
    const row = await lockEndpoint(tx, accountId, id);
    const scheme = signature ?? row.signature;
    const secret = requireSecret(own, scheme) ?? newSigningSecret(scheme);
    if (secret === unseal(row.secret, endpointEncryptionContext.secret(id))) {
      throw invalidFields({ secret: 'The endpoint has this secret already. Use another one.' });
    }
    const previousValidUntil = overlapHours > 0 ? new Date(Date.now() + overlapHours * HOUR_MS) : null;
    await tx.webhookEndpoint.update({
      where: { id, accountId },
      data: {
        secret: seal(secret, endpointEncryptionContext.secret(id)),
        previousSecret: previousValidUntil && row.secret,
        ...{ signature: scheme, previousValidUntil, updatedAt: new Date() },
      },
    });
    const oldValidUntil = (previousValidUntil ?? new Date()).toISOString();
    await recordChange(tx, actor, 'endpoint.secret_rotated', row, {
      oldValidUntil,
      ...(own && { secret: 'imported' }),
    });
    return { endpoint: await findEndpoint(tx, accountId, id), secret };
  });
}

/** Returns the secret, for the receiver that verifies with it. Recorded in the audit log. Throws `not_found`. */
export async function revealEndpointSecret(actor: Actor, input: { id: string }): Promise<{ secret: string }> {
  const accountId = requireManager(actor);
  const { id } = endpointIdSchema.parse(input);
  return db().$transaction(async (tx) => {
    const row = await lockEndpoint(tx, accountId, id);
    await recordCopy(tx, actor, {
      ...{
        action: 'endpoint.secret_copied',
        accountId,
        targetKind: 'endpoint',
        targetId: id,
        detail: { name: row.name },
      },
    });
    return { secret: unseal(row.secret, endpointEncryptionContext.secret(id)) };
  });
}

/** Returns a secret of the caller's in normal form; null without one. Throws `invalid_fields`. */
function requireSecret(text: string | null | undefined, scheme: SignatureScheme): string | null {
  if (text == null) return null;
  const { secret, problem } = parseSecret(text, scheme);
  if (problem !== null) throw invalidFields({ secret: problem });
  return secret;
}

/** Returns the account of an actor who may manage endpoints. */
function requireManager(actor: Actor): string {
  const accountId = requirePermission(actor, 'webhooks:manage');
  requireAllEnvironments(actor);
  return accountId;
}

function sealedHeaders(id: string, headers: Record<string, string>): string | null {
  if (Object.keys(headers).length === 0) return null;
  return seal(JSON.stringify(headers), endpointEncryptionContext.headers(id));
}

async function clearState(tx: Transaction, accountId: string, id: string): Promise<void> {
  await tx.webhookState.deleteMany({ where: { accountId, target: id } });
}

/** Throws `invalid_fields` unless all are keys of the account. */
async function requireKeys(tx: Transaction, accountId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const found = await tx.apiKey.count({ where: { id: { in: [...ids] }, accountId, deletedAt: null } });
  if (found < ids.length) throw invalidFields({ keyIds: 'Choose keys of this account that are not deleted.' });
}

/** Queues a report about a message that does not exist, for the endpoint alone. Throws `not_found`, `invalid_fields`. */
export async function sendTestEvent(
  actor: Actor,
  input: { id: string; event?: WebhookEvent },
): Promise<{ deliveryId: string }> {
  const accountId = requireManager(actor);
  const { id, event } = testEventSchema.parse(input);
  const { name, url } = await findEndpoint(db(), accountId, id);
  const deliveryId = newId();
  await transaction(async (client) => {
    const body = sampleBody(event, newId(), new Date());
    await queueReports(client, [
      {
        ...{ id: deliveryId, accountId, apiKeyId: null, endpointId: id, messageId: null },
        ...{ sequence: 1, event, url, body },
      },
    ]);
    await recordEvent(client, actor, {
      ...{ action: 'endpoint.tested', accountId, targetKind: 'endpoint', targetId: id },
      detail: { name, event },
    });
    await client.query('SELECT pg_notify($1, $2)', [REPORTS_CHANNEL, '']);
  });
  return { deliveryId };
}
