import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { type AllowedRanges, mayConnectTo } from './rules';

/** The name or address leads only to places that webhooks may not reach. No connection was made. */
export class BlockedAddressError extends Error {
  readonly code = 'BLOCKED_ADDRESS';
}

type Lookup = typeof dns.lookup;
type Connected = (error: Error | null, stream: Duplex) => void;
type ConnectOptions = http.ClientRequestArgs & { host?: string | null };

/** Connections stay open between reports to the same host, but not for long: names may move. */
const AGENT_OPTIONS: http.AgentOptions = { keepAlive: true, maxFreeSockets: 16, timeout: 20_000, scheduling: 'lifo' };

/**
 * Agents for http and https that connect only where `mayConnectTo` allows. The address that was checked is the one that is
 * connected to, so a name that changes between the two (DNS rebinding) gains nothing. A `lookup` option on a plain
 * request would not do: Node never calls it for IP literals.
 */
export function guardedAgents(
  allow: AllowedRanges,
  lookup: Lookup = dns.lookup,
): { http: http.Agent; https: https.Agent } {
  return { http: new GuardedHttpAgent(allow, lookup), https: new GuardedHttpsAgent(allow, lookup) };
}

class GuardedHttpAgent extends http.Agent {
  constructor(
    private readonly allow: AllowedRanges,
    private readonly lookup: Lookup,
  ) {
    super(AGENT_OPTIONS);
  }

  override createConnection(options: ConnectOptions, connected?: Connected): Duplex | null | undefined {
    if (refuseLiteral(options.host, this.allow, connected)) return undefined;
    return super.createConnection({ ...options, lookup: guardedLookup(this.allow, this.lookup) }, connected);
  }
}

class GuardedHttpsAgent extends https.Agent {
  constructor(
    private readonly allow: AllowedRanges,
    private readonly lookup: Lookup,
  ) {
    super(AGENT_OPTIONS);
  }

  override createConnection(options: ConnectOptions, connected?: Connected): Duplex | null | undefined {
    if (refuseLiteral(options.host, this.allow, connected)) return undefined;
    return super.createConnection({ ...options, lookup: guardedLookup(this.allow, this.lookup) }, connected);
  }
}

function refuseLiteral(host: string | null | undefined, allow: AllowedRanges, connected?: Connected): boolean {
  if (!host || net.isIP(host) === 0 || mayConnectTo(host, allow)) return false;
  const error = new BlockedAddressError(`${host} may not be reached by webhooks`);
  process.nextTick(() => connected?.(error, new net.Socket()));
  return true;
}

/** Resolves to the permitted addresses of a name; fails when there is none. */
function guardedLookup(allow: AllowedRanges, lookup: Lookup): net.LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const permitted = addresses.filter(({ address }) => mayConnectTo(address, allow));
      const [first] = permitted;
      if (!first) return callback(new BlockedAddressError(`${hostname} leads nowhere webhooks may go`), []);
      if (options.all) return callback(null, permitted);
      callback(null, first.address, first.family);
    });
  };
}
