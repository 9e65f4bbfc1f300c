import { invalidFields } from '../base/errors';
import { parseWebUrl } from '../network/web-url';
import { env, publicUrl } from '../runtime/env';
import { placeholderProblem } from './formats/placeholders';
import { isReceiverUrl } from './receiver/rules';
import { webhookTargetProblem } from './rules';

/**
 * The normal form of a URL that delivery reports shall go to: what is stored. Null and undefined stay as they are. Throws
 * `invalid_fields` on `field`, the caller's name of it. `format`: of the endpoint, which decides whether the URL may have
 * placeholders; null when `requireFormat` follows.
 */
export function callableUrl<Absent extends null | undefined>(
  text: string | Absent,
  field = 'dlrUrl',
  format: string | null = 'standard',
): string | Absent {
  if (typeof text !== 'string') return text;
  const { url, problem: malformed } = parseWebUrl(text);
  // Reports to a receiver of this installation never connect to its address.
  if (url && isReceiverUrl(url, publicUrl())) return url.href;
  const problem = url ? webhookTargetProblem(url, env().WEBHOOK_ALLOW_CIDRS) : malformed;
  if (!url || problem) throw invalidFields({ [field]: problem ?? '' });
  if (format !== null) requireFormat(url, format, field);
  return url.href;
}

/** Throws `invalid_fields` on `field` when the URL has placeholders that the format does not fill in. */
export function requireFormat(url: URL, format: string, field: string): void {
  const problem = placeholderProblem(url, format);
  if (problem) throw invalidFields({ [field]: problem });
}
