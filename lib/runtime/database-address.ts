const DEFAULT_PORT = '5432';

/** Parameters of libpq that this file interprets; node-postgres does not support them. */
const OWN_PARAMETERS = ['target_session_attrs', 'load_balance_hosts', 'host', 'port'];
const WRITABLE = ['read-write', 'primary'];
const NOT_WRITABLE = ['read-only', 'standby', 'prefer-standby'];

/** Scheme, user information, hosts, and the rest of a connection URI. */
const PARTS = /^(postgres(?:ql)?:\/\/)((?:[^/?#]*@)?)([^/?#@]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?$/i;
const HOST_AND_PORT = /^(\[[0-9a-f:.]+\]|[^:[\]]*)(?::(\d+))?$/i;

export type DatabaseAddress = {
  /** One connection URL per host, in the order of preference. */
  servers: [string, ...string[]];
  /** Hosts and ports without user and password, for messages. */
  hostNames: string[];
  /** Whether read-only servers must be skipped. */
  requireWritable: boolean;
};

/**
 * Parses a connection URI with one or several hosts (PostgreSQL documentation, "Connection URIs"): `h1:5432,h2`, IPv6 in
 * brackets, socket folders percent-encoded, or lists in the parameters `host` and `port`. With several hosts, or with
 * `target_session_attrs=read-write` or `primary`, a server must be writable. Throws an `Error` whose message completes the
 * sentence "DATABASE_URL …" and repeats no part of the URL.
 */
export function parseDatabaseUrl(url: string): DatabaseAddress {
  const parts = PARTS.exec(url);
  if (!parts) throw new Error('must start with postgres:// or postgresql://');
  const [, scheme = '', user = '', authority = '', path = '', query = ''] = parts;
  const parameters = new URLSearchParams(query);
  const attributes = parameters.get('target_session_attrs') ?? 'any';
  const hosts = hostsOf(authority, parameters);
  const passedOn = new URLSearchParams(parameters);
  for (const name of OWN_PARAMETERS) passedOn.delete(name);
  const suffix = passedOn.size > 0 ? `?${passedOn}` : '';
  const servers = hosts.map(({ host, port }) => `${scheme}${user}${host}:${port}${path || '/'}${suffix}`);
  for (const server of servers) requireParsable(server);
  return {
    servers: servers as [string, ...string[]],
    hostNames: hosts.map(({ host, port }) => `${decodeURIComponent(host) || 'localhost'}:${port}`),
    requireWritable: mustBeWritable(attributes) || hosts.length > 1,
  };
}

function mustBeWritable(attributes: string): boolean {
  if (WRITABLE.includes(attributes)) return true;
  if (NOT_WRITABLE.includes(attributes)) {
    throw new Error('needs target_session_attrs=read-write: Postern writes to its database');
  }
  if (attributes !== 'any') throw new Error('has a target_session_attrs other than any, read-write and primary');
  return false;
}

type Host = { host: string; port: string };
type HostEntry = { host: string; port?: string };

function hostsOf(authority: string, parameters: URLSearchParams): Host[] {
  const hostParameter = parameters.get('host');
  const ports = parameters.get('port')?.split(',');
  const hosts: HostEntry[] = hostParameter
    ? hostParameter.split(',').map(fromParameter)
    : authority.split(',').map(fromAuthority);
  if (ports && ports.length > 1 && ports.length !== hosts.length) throw new Error('needs one port for each host');
  return hosts.map(({ host, port }, index) => {
    const effectivePort = (ports && (ports.length === 1 ? ports[0] : ports[index])) || port || DEFAULT_PORT;
    if (!/^\d+$/.test(effectivePort) || Number(effectivePort) < 1 || Number(effectivePort) > 65_535) {
      throw new Error('has a port that is not a number from 1 to 65535');
    }
    return { host, port: effectivePort };
  });
}

function fromAuthority(entry: string): HostEntry {
  const match = HOST_AND_PORT.exec(entry);
  if (!match) throw new Error('has a host that is not name:port; an IPv6 address needs brackets');
  return { host: match[1] ?? '', ...(match[2] ? { port: match[2] } : {}) };
}

/** In a parameter an IPv6 address has no brackets, and a socket folder is a plain path. */
function fromParameter(entry: string): HostEntry {
  if (entry.includes(':') && !entry.startsWith('[') && !entry.startsWith('/')) return { host: `[${entry}]` };
  return { host: entry.startsWith('[') ? entry : encodeURIComponent(entry) };
}

function requireParsable(server: string): void {
  try {
    // Node's parser refuses a port without a host, which node-postgres reads as localhost.
    const { password, username } = new URL(server.replace(/(\/\/(?:[^/?#]*@)?):/, '$1localhost:'));
    decodeURIComponent(username + password);
  } catch {
    throw new Error('is not a valid connection URI; percent-encode special characters of user and password');
  }
}
