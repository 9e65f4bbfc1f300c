import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findBinaries } from './binaries';
import {
  bareEnvironment,
  cannotStart,
  initialise,
  lastComplaint,
  type Place,
  prepareFiles,
  requireRunnable,
  USER,
} from './data-files';
import { clearOrphan, endPostmaster } from './orphan';
import { runAs } from './run-as';

const DATABASE = 'postern';
const PORT_ATTEMPTS = 5;
const POLL_MS = 25;
const CONNECT_TIMEOUT_MS = 2_000;
/** Crash recovery replays at most max_wal_size, which slow disks take minutes for. */
const READY_TIMEOUT_MS = 300_000;
/** How long the backends of a killed postmaster may take to notice. */
const OLD_MEMORY_TIMEOUT_MS = 15_000;

/** The longest path of a socket that Linux and macOS take. */
const SOCKET_PATH_BYTES = 103;
const LONGEST_SOCKET_NAME = '.s.PGSQL.65535';

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  max_connections: '100',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  timezone: 'UTC',
  // Errors go to the client; a statement in the log could hold a message's text.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
};
const NOT_DURABLE = { fsync: 'off', full_page_writes: 'off', shared_buffers: '64MB' };

export type EmbeddedPostgres = {
  /** Connection URL of the database, password included. */
  url: string;
  port: number;
  /** Resolves when the server has ended, for whatever reason. */
  exited: Promise<void>;
  /** Ends the server, sessions included (fast shutdown). */
  stop(): Promise<void>;
};

export type StartOptions = {
  /** Folder of the database files; made when missing. Password and log stand beside it. */
  dataDir: string;
  /** False only where losing the data is fine, such as tests: no fsync. */
  durable?: boolean;
  /** The port to listen on, instead of any free one. */
  port?: number;
  /** Told what takes time. */
  log?: (line: string) => void;
};

/**
 * Starts a PostgreSQL 18 of this installation's own, making the database at first. Our processes reach it by a socket in its
 * data folder, which spares both sides the work of TCP; it listens on 127.0.0.1 too, for folders that cannot hold one and
 * for other programs. It runs in a process group of its own, so that a terminal's Ctrl-C reaches us and not it. Throws
 * `invalid_configuration` with one line that says what stands in the way.
 */
export async function startPostgres(options: StartOptions): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(options.dataDir);
  fs.mkdirSync(path.dirname(dataDir), { recursive: true, mode: 0o700 });
  const binaries = findBinaries();
  const place: Place = {
    dataDir,
    passwordFile: `${dataDir}.password`,
    logFile: `${dataDir}.log`,
    binaries,
    as: runAs(dataDir, binaries),
  };
  requireRunnable(place);
  if (!fs.existsSync(dataDir)) {
    options.log?.('Creating the database');
    initialise(place);
  }
  prepareFiles(place);
  await clearOrphan(dataDir);
  return launch(place, options);
}

async function launch(place: Place, options: StartOptions): Promise<EmbeddedPostgres> {
  const memoryDeadline = Date.now() + OLD_MEMORY_TIMEOUT_MS;
  let sockets = canHoldSocket(place.dataDir);
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    clearSockets(place.dataDir);
    const server = spawnServer(place, port, sockets, options.durable ?? true);
    const failure = await untilReady(place, server, port);
    if (!failure) return handle(place, server, await shortestWay(place, port, sockets));
    if (/shared memory block.*still in use/.test(failure) && Date.now() < memoryDeadline) {
      await sleep(POLL_MS * 10);
    } else if (sockets && /could not (bind|create)[^\n]*Unix/.test(failure)) {
      sockets = false;
    } else if (options.port || !/could not bind/.test(failure) || attempt >= PORT_ATTEMPTS) {
      throw cannotStart(lastComplaint(failure));
    }
  }
}

/** `host` is a folder where the server is reached by a socket in it. */
type Address = { host: string; port: number };

const overTcp = (port: number): Address => ({ host: '127.0.0.1', port });

/** On some mounts of virtual machines a socket can be made, but nobody gets through. */
async function shortestWay(place: Place, port: number, sockets: boolean): Promise<Address> {
  const bySocket = { host: place.dataDir, port };
  return sockets && (await ensureDatabase(urlOf(place, bySocket, 'postgres'))) ? bySocket : overTcp(port);
}

/** Not every path is short and plain enough. */
function canHoldSocket(dataDir: string): boolean {
  return Buffer.byteLength(path.join(dataDir, LONGEST_SOCKET_NAME)) <= SOCKET_PATH_BYTES && !/[,"]/.test(dataDir);
}

/** A killed server leaves its socket, and the next one may have another port. */
function clearSockets(dataDir: string): void {
  for (const name of fs.readdirSync(dataDir)) {
    if (name.startsWith('.s.PGSQL.')) fs.rmSync(path.join(dataDir, name), { force: true });
  }
}

type Server = { child: ChildProcess; exited: Promise<void>; hasExited: () => boolean };

function spawnServer(place: Place, port: number, sockets: boolean, durable: boolean): Server {
  const settings = {
    ...SETTINGS,
    port: String(port),
    unix_socket_directories: sockets ? `"${place.dataDir}"` : '',
    ...(durable ? {} : NOT_DURABLE),
  };
  const log = fs.openSync(place.logFile, 'w', 0o600);
  const [command = '', ...rest] = [
    ...place.as.prefix,
    place.binaries.postgres,
    '-D',
    place.dataDir,
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

/** Null once the server answers, else its log. */
async function untilReady(place: Place, server: Server, port: number): Promise<string | null> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!server.hasExited()) {
    if (await ensureDatabase(urlOf(place, overTcp(port), 'postgres'))) return null;
    if (Date.now() > deadline) {
      await endPostmaster(server.child.pid ?? 0, server.hasExited);
      return `FATAL: not ready after ${READY_TIMEOUT_MS / 60_000} minutes`;
    }
    await sleep(POLL_MS);
  }
  return fs.readFileSync(place.logFile, 'utf8');
}

/** Creates the database when missing. Returns false while the server cannot be reached. */
async function ensureDatabase(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    if ((error as { code?: string }).code === '28P01') throw cannotStart('its password file does not fit the data');
    return false;
  }
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
    return true;
  } finally {
    await client.end();
  }
}

function handle(place: Place, server: Server, address: Address): EmbeddedPostgres {
  server.child.unref();
  return {
    url: urlOf(place, address, DATABASE),
    port: address.port,
    exited: server.exited,
    stop: () => endPostmaster(server.child.pid ?? 0, server.hasExited),
  };
}

function urlOf(place: Place, { host, port }: Address, database: string): string {
  const password = fs.readFileSync(place.passwordFile, 'utf8').trim();
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
