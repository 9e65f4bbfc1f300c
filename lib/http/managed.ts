import type { KeyActor } from '../auth/actor';
import { withKey } from '../keys/authenticate';
import { countUse } from '../keys/use';
import { bodyOf } from './body';
import type { Client } from './client';
import { keyedRequest } from './keyed-request';

/**
 * Runs `work` for a management request: the key proves itself, its use is counted, then `work` calls the same commands as
 * the console. `fields` gives the parsed body.
 */
export async function managed<T>(
  request: Request,
  client: Client,
  work: (actor: KeyActor, fields: () => unknown) => Promise<T>,
): Promise<T> {
  const body = request.method === 'GET' || request.method === 'DELETE' ? Buffer.alloc(0) : await bodyOf(request);
  const { credential, fields } = keyedRequest(request, client, body);
  const { result } = await withKey(credential, client.ip, async (record, actor) => {
    const stale = await countUse(record, actor.ip);
    return stale ?? { result: await work(actor, fields) };
  });
  return result;
}
