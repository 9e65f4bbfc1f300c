import type * as z from 'zod';
import { withVerifiedKey } from '../acceptance/authentication/authenticate';
import { claimSignature, countUse } from '../acceptance/authentication/count-use';
import { signatureRecord } from '../acceptance/replay';
import type { KeyActor } from '../access/actor';
import { type Permission, requirePermission } from '../access/permissions';
import { processSingleton } from '../base/process-singleton';
import { Lanes } from '../database/lanes';
import { toAppError } from '../database/translate-error';
import { rateLimitHeaders } from '../limits/headers';
import { recordRefusal } from '../refusals/record-refusal';
import { type Declaration, type Endpoint, endpoint, type Result } from './endpoint';
import { readCredential, readFields, readQuery } from './read-request';

/** Changes of one record by one key at a time: they wait for each other's lock in any case. */
const LANE_SIZE = 3;
/** With the wait for the lock (lib/database/db.ts), less than 2 s. */
const LANE_WAIT_MS = 800;
const lanes = () => processSingleton('change-lanes', () => new Lanes(LANE_SIZE, LANE_WAIT_MS));

type Call<Params, Query, Body> = { actor: KeyActor; params: Params; query: Query; body: Body };

/**
 * Declares an endpoint that calls the same commands and queries as the console: authenticates the key, authorizes and
 * validates the request, counts the use, then calls `handle`. A replayed signature of a change is refused with `conflict`,
 * for any outcome of its first request, and a reused nonce with `nonce_reused`.
 */
export function keyEndpoint<Params = undefined, Query = undefined, Body = undefined>(
  declaration: Declaration & {
    permission: Permission;
    params?: z.ZodType<Params>;
    query?: z.ZodType<Query>;
    body?: z.ZodType<Body>;
    /** An empty body means no fields, for any Content-Type. */
    bodyOptional?: boolean;
    handle: (call: Call<Params, Query, Body>) => Promise<Result>;
  },
): Endpoint {
  const { permission, handle, bodyOptional = false, ...declared } = declaration;
  return endpoint<Params>({
    ...declared,
    permission,
    async handle(request, params) {
      const credential = readCredential(request);
      const signature = declared.method === 'GET' ? null : signatureRecord(credential, Date.now());
      const { key, actor, query, body } = await withVerifiedKey(credential, request.client.ip, async (verified) => {
        requirePermission(verified.actor, permission);
        const isEmpty = bodyOptional && request.body.length === 0;
        const input = {
          query: declared.query?.parse(readQuery(request)) as Query,
          body: declared.body?.parse(isEmpty ? {} : readFields(request, credential)) as Body,
        };
        const stale = await countUse(verified.key, verified.actor.ip);
        return stale ?? { ...verified, ...input };
      });
      // From here on the key is current and its use counted: the rest runs once.
      try {
        if (signature) await claimSignature(key, signature);
        const run = async () => {
          const result = await handle({ actor, params, query, body });
          return key.limits ? { ...result, headers: { ...rateLimitHeaders(key), ...result.headers } } : result;
        };
        if (declared.method === 'GET') return await run();
        const { id = '' } = (params ?? {}) as { id?: string };
        return await lanes().run(`${key.id} ${id}`, run);
      } catch (error) {
        recordRefusal(credential, key, toAppError(error), actor.ip);
        throw error;
      }
    },
  });
}
