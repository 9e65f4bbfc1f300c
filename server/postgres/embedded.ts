import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findBinaries } from './binaries';
import {
  bareEnvironment,
  type Cluster,
  cannotStart,
  crashLineOf,
  createCluster,
  errorLineOf,
  logTail,
  prepareFiles,
  requireRunnable,
  USER,
} from './cluster';
import { clearOrphan, endPostmaster } from './orphan';
import { runAs } from './run-as';

const DATABASE = 'postern';
const PORT_ATTEMPTS = 5;
const POLL_MS = 25;
const CONNECT_TIMEOUT_MS = 2_000;
/** Crash recovery replays at most max_wal_size, which slow disks take minutes for. */
const READY_TIMEOUT_MS = 300_000;
/** Limit for the backends of a killed postmaster to end and release its shared memory. */
const OLD_MEMORY_TIMEOUT_MS = 15_000;

/** The longest path of a Unix socket on Linux and macOS. */
const SOCKET_PATH_BYTES = 103;
const LONGEST_SOCKET_NAME = '.s.PGSQL.65535';

const DEFAULT_CONNECTIONS = 100;
const SETTINGS = {
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  timezone: 'UTC',
  // Errors go to the client; a logged statement could contain a message's text.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
};
const NOT_DURABLE = { fsync: 'off', full_page_writes: 'off', shared_buffers: '64MB' };

export type EmbeddedPostgres = {
  /** Connection URL of the database as its superuser, password included. */
  url: string;
  port: number;
  /** Returns why the server crashed, as its log says; null when it does not. */
  crash(): string | null;
  /** Resolves when the server has ended, for any reason. */
  exited: Promise<void>;
  /** Ends the server, sessions included (fast shutdown). */
  stop(): Promise<void>;
};

export type StartOptions = {
  /** Folder of the database files; created when missing. Password file and log are beside it. */
  dataDir: string;
  /** False disables fsync, for data that may be lost, such as in tests. */
  durable?: boolean;
  /** The port to listen on; any free one by default. */
  port?: number;
  /** Connections that the server accepts; 100 by default. */
  connections?: number;
  /** Listens on 127.0.0.1 too, for tests of connections over TCP. */
  tcp?: boolean;
  /** Called before steps that take long. */
  log?: (line: string) => void;
};

/**
 * Starts the bundled PostgreSQL 18 and creates the database when missing. It listens on a Unix socket in the data folder,
 * which no other user can open, and only where that cannot contain a usable socket on 127.0.0.1. It runs in its own process group, so that Ctrl-C in a terminal does not reach it. Throws
 * `invalid_configuration` with the reason in one line.
 */
export async function startPostgres(options: StartOptions): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(options.dataDir);
  fs.mkdirSync(path.dirname(dataDir), { recursive: true, mode: 0o700 });
  const binaries = findBinaries();
  const cluster: Cluster = {
    dataDir,
    passwordFile: `${dataDir}.password`,
    logFile: `${dataDir}.log`,
    binaries,
    as: runAs(dataDir, binaries),
  };
  requireRunnable(cluster);
  if (!fs.existsSync(dataDir)) {
    options.log?.('Creating the database');
    createCluster(cluster);
  }
  prepareFiles(cluster);
  await clearOrphan(dataDir);
  return launch(cluster, options);
}

async function launch(cluster: Cluster, options: StartOptions): Promise<EmbeddedPostgres> {
  const memoryDeadline = Date.now() + OLD_MEMORY_TIMEOUT_MS;
  let sockets = canHoldSocket(cluster.dataDir);
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    clearSockets(cluster.dataDir);
    const server = spawnServer(cluster, port, sockets, options);
    const address = sockets ? { host: cluster.dataDir, port } : overTcp(port);
    const failure = await waitUntilReady(cluster, server, address);
    if (!failure) return handleOf(cluster, server, address);
    if (/shared memory block.*still in use/.test(failure) && Date.now() < memoryDeadline) {
      await sleep(POLL_MS * 10);
    } else if (sockets && (failure === UNUSABLE_SOCKET || /could not (bind|create)[^\n]*Unix/.test(failure))) {
      sockets = false;
    } else if (options.port || !/could not bind/.test(failure) || attempt >= PORT_ATTEMPTS) {
      throw cannotStart(errorLineOf(failure));
    }
  }
}

/** `host` is a folder when the server is reached by a socket in it. */
type Address = { host: string; port: number };

const overTcp = (port: number): Address => ({ host: '127.0.0.1', port });

/** Whether the path is short enough and has no character that unix_socket_directories cannot contain. */
function canHoldSocket(dataDir: string): boolean {
  return Buffer.byteLength(path.join(dataDir, LONGEST_SOCKET_NAME)) <= SOCKET_PATH_BYTES && !/[,"]/.test(dataDir);
}

/** Removes the sockets of a killed server: their names include its port, and the next port may differ. */
function clearSockets(dataDir: string): void {
  for (const name of fs.readdirSync(dataDir)) {
    if (name.startsWith('.s.PGSQL.')) fs.rmSync(path.join(dataDir, name), { force: true });
  }
}

type Server = { child: ChildProcess; exited: Promise<void>; hasExited: () => boolean };

function spawnServer(cluster: Cluster, port: number, sockets: boolean, options: StartOptions): Server {
  const settings = {
    ...SETTINGS,
    port: String(port),
    listen_addresses: sockets && !options.tcp ? '' : '127.0.0.1',
    unix_socket_directories: sockets ? `"${cluster.dataDir}"` : '',
    max_connections: String(options.connections ?? DEFAULT_CONNECTIONS),
    ...(options.durable === false ? NOT_DURABLE : {}),
  };
  const log = fs.openSync(cluster.logFile, 'w', 0o600);
  const [command = '', ...rest] = [
    ...cluster.as.prefix,
    cluster.binaries.postgres,
    '-D',
    cluster.dataDir,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const child = spawn(command, rest, { detached: true, stdio: ['ignore', log, log], env: bareEnvironment(), cwd: '/' });
  fs.closeSync(log);
  let ended = false;
  const exited = new Promise<void>((resolve) => {
    const end = () => {
      ended = true;
      resolve();
    };
    child.once('exit', end).once('error', end);
  });
  return { child, exited, hasExited: () => ended };
}

/** On some mounts of virtual machines a socket exists but cannot be connected to. */
const UNUSABLE_SOCKET = 'the socket cannot be used';
/** Failed attempts to connect to a server that reports that it is ready. */
const SOCKET_ATTEMPTS = 40;

/** Returns null once the server accepts connections, else why not: its log when it ended. */
async function waitUntilReady(cluster: Cluster, server: Server, address: Address): Promise<string | null> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (let refused = 0; !server.hasExited(); ) {
    const state = await ensureDatabase(urlOf(cluster, address, 'postgres'));
    if (state === 'ready') return null;
    if (state === 'refused' && reportsReady(cluster)) refused++;
    if (refused === SOCKET_ATTEMPTS && address.host === cluster.dataDir) {
      await endPostmaster(server.child.pid ?? 0, server.hasExited);
      return UNUSABLE_SOCKET;
    }
    if (Date.now() > deadline) {
      await endPostmaster(server.child.pid ?? 0, server.hasExited);
      return `FATAL: not ready after ${READY_TIMEOUT_MS / 60_000} minutes`;
    }
    await sleep(POLL_MS);
  }
  return fs.readFileSync(cluster.logFile, 'utf8');
}

/** The last line of postmaster.pid is the server's state (PostgreSQL 10 and newer). */
function reportsReady({ dataDir }: Cluster): boolean {
  try {
    return /^ready\s*$/m.test(fs.readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8'));
  } catch {
    return false;
  }
}

/**
 * Creates the database when missing. Returns `refused` where the system makes no connection, `waiting` while the server does
 * not accept it. Throws for a wrong password.
 */
async function ensureDatabase(url: string): Promise<'ready' | 'waiting' | 'refused'> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    const { code = '', syscall } = error as NodeJS.ErrnoException;
    if (code === '28P01') throw cannotStart('its password file does not match the data');
    return syscall === 'connect' ? 'refused' : 'waiting';
  }
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
    return 'ready';
  } finally {
    await client.end();
  }
}

function handleOf(cluster: Cluster, server: Server, address: Address): EmbeddedPostgres {
  server.child.unref();
  return {
    url: urlOf(cluster, address, DATABASE),
    port: address.port,
    crash: () => crashLineOf(logTail(cluster)),
    exited: server.exited,
    stop: () => endPostmaster(server.child.pid ?? 0, server.hasExited),
  };
}

function urlOf(cluster: Cluster, { host, port }: Address, database: string): string {
  const password = fs.readFileSync(cluster.passwordFile, 'utf8').trim();
  return `postgres://${USER}:${password}@${encodeURIComponent(host)}:${port}/${database}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
