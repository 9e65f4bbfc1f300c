import dns from 'node:dns';
import net from 'node:net';
import { Agent, buildConnector } from 'undici';
import { skipContinue } from './interim-responses';
import { WEBHOOK_TIMEOUT_MS } from './post';
import { type AllowedRanges, mayConnectTo, portOf } from './rules';

/** The name or address leads only to places that webhooks may not reach. No connection was made. */
export class BlockedAddressError extends Error {
  readonly code = 'BLOCKED_ADDRESS';
}

type Lookup = typeof dns.lookup;

/** Connections stay open between reports to the same host, but not for long: names may move. */
const IDLE_CONNECTION_MS = 20_000;
/** More requests to an origin wait for a connection. Above what the worker sends to one host at a time. */
const CONNECTIONS_PER_ORIGIN = 512;

type Options = {
  lookup?: Lookup;
  /** Trusted certificate authorities, in place of Node's. */
  ca?: string | undefined;
  /** Whether the port must be usable for webhooks too. Not for what the operator configures. */
  checkPort?: boolean;
};

/**
 * Returns an HTTP agent that connects only where `mayConnectTo` allows. The address that was judged is the one that is
 * connected to, so a name that changes between the two (DNS rebinding) has no effect. Literals are judged apart, since
 * Node never calls `lookup` for them.
 */
export function guardedAgent(
  allow: AllowedRanges,
  { lookup = dns.lookup, ca, checkPort = false }: Options = {},
): Agent {
  /** By port: each keeps the TLS sessions of its connections. */
  const connectors = new Map<number | null, buildConnector.connector>();
  const connectorOf = (port: number | null): buildConnector.connector => {
    let connector = connectors.get(port);
    if (!connector) {
      connector = buildConnector({ timeout: WEBHOOK_TIMEOUT_MS, lookup: guardedLookup(allow, port, lookup), ca });
      connectors.set(port, connector);
    }
    return connector;
  };
  const guardedConnect: buildConnector.connector = (options, connected) => {
    const { hostname, protocol } = options;
    const port = checkPort ? portOf({ port: options.port, protocol }) : null;
    if (net.isIP(hostname) === 0 || mayConnectTo(hostname, allow, port)) {
      return connectorOf(port)(options, (...result) => {
        const [, socket] = result;
        if (socket) skipContinue(socket);
        connected(...result);
      });
    }
    const error = new BlockedAddressError(`${hostname} may not be reached by webhooks`);
    process.nextTick(() => connected(error, null));
  };
  return new Agent({
    connect: guardedConnect,
    connections: CONNECTIONS_PER_ORIGIN,
    pipelining: 1,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    keepAliveMaxTimeout: IDLE_CONNECTION_MS,
    // `post` limits the whole attempt.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

/** Resolves to the permitted addresses of a name; fails when there is none. */
function guardedLookup(allow: AllowedRanges, port: number | null, lookup: Lookup): net.LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const permitted = addresses.filter(({ address }) => mayConnectTo(address, allow, port));
      const [first] = permitted;
      if (!first) return callback(new BlockedAddressError(`${hostname} leads nowhere webhooks may go`), []);
      if (options.all) return callback(null, permitted);
      callback(null, first.address, first.family);
    });
  };
}
