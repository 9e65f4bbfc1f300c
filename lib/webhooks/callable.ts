import { invalidFields } from '../base/errors';
import { parseWebUrl } from '../network/web-url';
import { env, publicUrl } from '../runtime/env';
import { isReceiverUrl } from './receiver/rules';
import { webhookTargetProblem } from './rules';

/**
 * The normal form of a URL that delivery reports shall go to: what is stored. Null and undefined stay as they are. Throws
 * `invalid_fields` on `field`, the caller's name of it.
 */
export function callableUrl<Absent extends null | undefined>(text: string | Absent, field = 'dlrUrl'): string | Absent {
  if (typeof text !== 'string') return text;
  const { url, problem: malformed } = parseWebUrl(text);
  // Reports to a receiver of this installation never connect to its address.
  if (url && isReceiverUrl(url, publicUrl())) return url.href;
  const problem = url ? webhookTargetProblem(url, env().WEBHOOK_ALLOW_CIDRS) : malformed;
  if (!url || problem) throw invalidFields({ [field]: problem ?? '' });
  return url.href;
}
