import type { Actor } from '../../access/actor';
import { requirePermission } from '../../access/permissions';
import { AppError, invalidFields, isAppError } from '../../base/errors';
import { db } from '../../database/db';
import type { CreateKeyBody, PatchKeyBody } from '../api-schema';
import type { ManagedKey } from '../managed-key';
import type { Revealed } from '../new-secret';
import { findManagedKey } from '../queries/managed-keys';
import { changeWithin } from './configure-key';
import { insertKey } from './create-key';
import * as change from './key-changes';
import { lockKey, withUniqueName } from './key-transaction';
import { requireOwnLimits } from './limit-changes';
import { replaceSecret } from './rotate-key';

/** A key and its credential, which leaves the server only here. */
export type Shown = { key: ManagedKey; credential: Revealed };

/** Makes a key with all its settings, or none. Throws what `createKey` and its settings throw, in the API's field names. */
export async function createManagedKey(actor: Actor, body: CreateKeyBody): Promise<Shown> {
  const accountId = requirePermission(actor, 'keys:create');
  const { name, type, scopes, compatible } = body;
  const wanted = {
    name,
    type,
    scopes,
    compatible,
    description: body.description ?? undefined,
    environment: body.environment,
    showOnce: !body.copyable,
    expiresAt: body.expires_at ?? null,
  };
  return inApiNames(() =>
    withUniqueName(() =>
      db().$transaction(async (tx) => {
        const credential = await insertKey(tx, actor, accountId, wanted);
        await changeWithin(tx, actor, await lockKey(tx, accountId, credential.id), settingsOf(body));
        await requireOwnLimits(tx, actor, await lockKey(tx, accountId, credential.id));
        return { credential, key: await findManagedKey(tx, accountId, credential.id) };
      }),
    ),
  );
}

/** Changes what `body` names, all or nothing. Throws `not_found`, and what each change throws, in the API's field names. */
export async function patchManagedKey(actor: Actor, id: string, body: PatchKeyBody): Promise<ManagedKey> {
  const accountId = requirePermission(actor, 'keys:update');
  const { name, description, scopes, expires_at: expiresAt } = body;
  const changes = () => [
    ...(name === undefined ? [] : [change.name(name)]),
    ...(description === undefined ? [] : [change.description(description)]),
    ...(scopes === undefined ? [] : [change.scopes(scopes)]),
    ...(expiresAt === undefined ? [] : [change.expiry(expiresAt)]),
    ...settingsOf(body),
  ];
  return inApiNames(() =>
    withUniqueName(() =>
      db().$transaction(async (tx) => {
        await changeWithin(tx, actor, await lockKey(tx, accountId, id), changes());
        return findManagedKey(tx, accountId, id);
      }),
    ),
  );
}

/** `rotateKey` that also returns the changed key. */
export async function rotateManagedKey(actor: Actor, id: string, overlapS: number): Promise<Shown> {
  const accountId = requirePermission(actor, 'keys:update');
  return db().$transaction(async (tx) => {
    const credential = await replaceSecret(tx, actor, accountId, id, overlapS);
    return { credential, key: await findManagedKey(tx, accountId, id) };
  });
}

function settingsOf(body: CreateKeyBody | PatchKeyBody): change.Change[] {
  const { enabled, ip_restriction: ip, compatible, allow_query_key: allowQueryKey, limits } = body;
  const changes: change.Change[] = [];
  if (enabled !== undefined) changes.push(change.enabled(enabled));
  if (ip) {
    const entries = ip.entries && change.requireList(ip.entries.join('\n'));
    const wanted = { active: ip.enabled, mode: ip.mode, entries };
    changes.push(change.ipRestriction(wanted, ip.confirm_empty ?? false));
    if (ip.locked_ip !== undefined) changes.push(change.lockedIp(ip.locked_ip));
  }
  changes.push(
    ...change.sending({
      ...{ defaultSender: body.default_sender, autoReplace: body.auto_replace },
      ...{ dlrUrl: body.dlr_url, dlrEvents: body.dlr_events },
    }),
  );
  if (limits) {
    changes.push(
      change.limits({
        requestsPerSecond: limits.requests_per_second,
        requestBurst: limits.burst,
        dailyMessages: limits.messages_per_day,
        monthlyMessages: limits.messages_per_month,
      }),
    );
  }
  changes.push(change.options({ compatible, allowQueryKey }));
  return changes;
}

/** The commands' field names and words for a form, as the API has them. */
const API_NAMES: Record<string, string> = {
  list: 'ip_restriction.entries',
  defaultSender: 'default_sender',
  dlrUrl: 'dlr_url',
};

async function inApiNames<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (error.code === 'conflict') {
      throw new AppError('conflict', `${error.message} Set "confirm_empty": true in "ip_restriction".`);
    }
    if (!error.fields) throw error;
    throw invalidFields(
      Object.fromEntries(Object.entries(error.fields).map(([field, text]) => [API_NAMES[field] ?? field, text])),
      error.stored === undefined ? {} : { stored: error.stored },
    );
  }
}
