import { isIP } from 'node:net';
import { parseUrl } from '@/lib/network/parse-url';

/** A loopback name, which browsers never resolve by DNS (RFC 6761 §6.3). */
const LOOPBACK = /^(?:.+\.)?localhost$/;

/**
 * Whether the console may be opened at `host`, a `Host` header: the host of `publicUrl` (POSTERN_URL), an address, or a
 * loopback name. Any other name could be one of an attacker's that resolves to this machine (DNS rebinding), which makes the
 * console part of the attacker's own site. Ports are not compared: proxies often leave them out.
 */
export function isConsoleHost(host: string | undefined, publicUrl: URL): boolean {
  const hostname = host && parseUrl(`http://${host}`)?.hostname;
  if (!hostname) return false;
  return hostname === publicUrl.hostname || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || LOOPBACK.test(hostname);
}
