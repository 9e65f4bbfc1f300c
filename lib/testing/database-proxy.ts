import net from 'node:net';

/** How a proxy treats connections: forwards bytes, refuses new ones, or accepts them and forwards nothing. */
export type ProxyMode = 'forward' | 'refuse' | 'silent';

/** A TCP proxy in front of a PostgreSQL server. */
export type DatabaseProxy = {
  /** The server's connection URL with the proxy's address. */
  url: string;
  setMode(mode: ProxyMode): void;
  /** Closes all connections. */
  cut(): void;
  /** Forwards nothing more of the present connections, in either direction. New ones work. Returns their number. */
  freeze(): number;
  /** Number of frozen connections over which a statement was sent since. */
  heldStatements(): number;
  close(): void;
};

type Connection = { near: net.Socket; isFrozen: boolean };

/** Starts a proxy on a free port of the loopback, in front of the server of `target`. */
export async function startDatabaseProxy(target: string): Promise<DatabaseProxy> {
  let mode: ProxyMode = 'forward';
  const connections = new Set<Connection>();
  const url = new URL(target);
  const host = decodeURIComponent(url.hostname);
  const address = host.startsWith('/')
    ? { path: `${host}/.s.PGSQL.${url.port}` }
    : { host, port: Number(url.port || 5432) };
  const server = net.createServer((near) => {
    const connection: Connection = { near, isFrozen: false };
    connections.add(connection);
    near.on('error', () => {});
    near.on('close', () => connections.delete(connection));
    if (mode === 'refuse') return near.destroy();
    if (mode === 'silent') return near.resume();
    const far = net.connect(address as net.NetConnectOpts).on('error', () => near.destroy());
    const isOpen = () => mode === 'forward' && !connection.isFrozen;
    near.on('data', (bytes) => isOpen() && far.write(bytes));
    far.on('data', (bytes) => isOpen() && near.write(bytes));
    // The server of a frozen connection is not informed that its client closed it.
    near.on('close', () => connection.isFrozen || far.destroy());
    far.on('close', () => near.destroy());
    servers.add(far);
  });
  const servers = new Set<net.Socket>();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url.host = `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  let held = 0;
  const proxy: DatabaseProxy = {
    url: url.href,
    setMode: (next) => {
      mode = next;
    },
    cut: () => {
      for (const { near } of connections) near.destroy();
    },
    freeze: () => {
      for (const connection of connections) {
        connection.isFrozen = true;
        connection.near.once('data', () => held++);
      }
      return connections.size;
    },
    heldStatements: () => held,
    close: () => {
      proxy.cut();
      for (const far of servers) far.destroy();
      server.close();
    },
  };
  return proxy;
}
