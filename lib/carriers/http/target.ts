import { parseAddress } from '../../network/address';
import { type AllowedRanges, mayConnectTo } from '../../webhooks/rules';
import type { HttpSettings } from './settings';
import { parseUrlTemplate } from './url-template';

/**
 * Returns why the URL of a carrier cannot be used, as a sentence for the field: its host is a private address that
 * CARRIER_ALLOW_CIDRS does not allow. Null when it can. Names are checked by address whenever a connection is made.
 */
export function carrierTargetProblem({ url }: Pick<HttpSettings, 'url'>, allow: AllowedRanges): string | null {
  const { template, problem } = parseUrlTemplate(url);
  if (!template) return problem;
  const host = new URL(template.origin).hostname.replace(/^\[|\]$/g, '');
  const ip = literalAddress(host);
  if (ip === null || mayConnectTo(ip, allow)) return null;
  return `${host} is a private address. Allow it with the setting CARRIER_ALLOW_CIDRS, or use a public one.`;
}

/** RFC 6761 §6.3: localhost and names below it are the loopback address. */
function literalAddress(host: string): string | null {
  if (host === 'localhost' || host.endsWith('.localhost')) return '127.0.0.1';
  return host.includes(':') || parseAddress(host) ? host : null;
}
