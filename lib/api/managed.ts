import { withVerifiedKey } from '../acceptance/authentication/authenticate';
import type { CachedKey } from '../acceptance/authentication/cached-key';
import { claimSignature, countUse } from '../acceptance/authentication/count-use';
import { asFinal } from '../acceptance/authentication/stale';
import type { KeyActor } from '../access/actor';
import { type Permission, requirePermission } from '../access/permissions';
import type { Client } from '../runtime/request-client';
import type { ApiRequest } from './api-request';
import { bodyOf } from './body';
import { keyedRequest, signatureMark } from './keyed-request';

type Management<T, Input> = {
  /** What `work` needs. Asked before the use is counted: a refused request is none. */
  permission: Permission;
  /** Reads the fields of the body. */
  parse?: (fields: unknown) => Input;
  /** No body at all means no fields, whatever its Content-Type. */
  bodyOptional?: boolean;
  work: (actor: KeyActor, input: Input, record: CachedKey) => Promise<T>;
};

/**
 * Runs a management request: the key proves itself, its use is counted, then `work` calls the same commands as the console.
 * A signed change that is shown again is refused, whatever became of it since. Throws `conflict` then, and `nonce_reused`.
 */
export async function managed<T, Input = undefined>(
  request: ApiRequest,
  client: Client,
  { permission, parse, bodyOptional = false, work }: Management<T, Input>,
): Promise<T> {
  const changes = request.method !== 'GET' && request.method !== 'HEAD';
  const body = changes ? await bodyOf(request) : Buffer.alloc(0);
  const { credential, fields } = keyedRequest(request, client, body);
  const mark = changes ? signatureMark(credential, Date.now()) : null;
  const { result } = await withVerifiedKey(credential, client.ip, async (record, actor) => {
    requirePermission(actor, permission);
    const given = () => (body.length === 0 && (bodyOptional || !changes) ? {} : fields());
    const input = parse?.(given()) as Input;
    const stale = await countUse(record, actor.ip);
    if (stale) return stale;
    if (mark) await claimSignature(record, mark);
    try {
      return { result: await work(actor, input, record) };
    } catch (error) {
      // The use is counted and the signature taken: not once more.
      throw asFinal(error);
    }
  });
  return result;
}
