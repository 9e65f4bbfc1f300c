import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, startPostgres } from '@/server/postgres/embedded';
import { migrate } from '@/server/postgres/migrate';

const APPLICATION = 'standby';

/** A primary and a synchronous hot standby: two PostgreSQL servers with streaming replication. */
export type ReplicatedPostgres = {
  primary: EmbeddedPostgres;
  standby: EmbeddedPostgres;
  /** Connection URL of both hosts, the primary first. */
  url: string;
  /** Connection URL of one host, over TCP. */
  urlOf(server: EmbeddedPostgres): string;
  /** Kills the primary with SIGKILL. */
  killPrimary(): Promise<void>;
  /** Stops all processes of the primary with SIGSTOP: it keeps its connections and responds to nothing. */
  freezePrimary(): void;
  /** Promotes the standby. Resolves once it is writable. */
  promote(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts both servers in `folder`, with Postern's migrations. `durable: false` turns fsync off. */
export async function startReplicated(folder: string, { durable = true } = {}): Promise<ReplicatedPostgres> {
  const [primaryDir, standbyDir] = [path.join(folder, 'primary'), path.join(folder, 'standby')];
  const first = await startPostgres({ dataDir: primaryDir, durable, tcp: true });
  await migrate(first.url, path.resolve('prisma/migrations'));
  const { port } = first;
  await first.stop();
  copyAsStandby(primaryDir, standbyDir, port);
  const primary = await startPostgres({ dataDir: primaryDir, durable, port, tcp: true });
  const standby = await startPostgres({ dataDir: standbyDir, durable, tcp: true });
  const password = fs.readFileSync(`${primaryDir}.password`, 'utf8').trim();
  const urlAt = (hosts: string) => `postgresql://postern:${password}@${hosts}/postern`;
  let frozen: number[] = [];
  const addressOf = (server: EmbeddedPostgres) => `127.0.0.1:${server.port}`;
  await onServer(primary.url, async (client) => {
    await client.query(`ALTER SYSTEM SET synchronous_standby_names = '${APPLICATION}'`);
    await client.query('SELECT pg_reload_conf()');
    // Commits wait for the standby only once it is synchronous.
    await untilTrue(client, `SELECT EXISTS (SELECT FROM pg_stat_replication WHERE sync_state = 'sync')`);
  });
  return {
    primary,
    standby,
    url: `${urlAt(`${addressOf(primary)},${addressOf(standby)}`)}?target_session_attrs=read-write`,
    urlOf: (server) => urlAt(addressOf(server)),
    async killPrimary() {
      process.kill(postmasterPid(primaryDir), 'SIGKILL');
      await primary.exited;
    },
    freezePrimary() {
      frozen = familyOf(postmasterPid(primaryDir));
      for (const pid of frozen) signal(pid, 'SIGSTOP');
    },
    async promote() {
      await onServer(standby.url, (client) => client.query('SELECT pg_promote()'));
    },
    async stop() {
      for (const pid of frozen) signal(pid, 'SIGCONT');
      await Promise.all([primary.stop(), standby.stop()]);
    },
  };
}

function copyAsStandby(primaryDir: string, standbyDir: string, port: number): void {
  for (const suffix of ['', '.password']) {
    const { status, stderr } = spawnSync('cp', ['-a', `${primaryDir}${suffix}`, `${standbyDir}${suffix}`], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
  }
  const password = fs.readFileSync(`${primaryDir}.password`, 'utf8').trim();
  const connection = `host=127.0.0.1 port=${port} user=postern password=${password} application_name=${APPLICATION}`;
  fs.appendFileSync(path.join(standbyDir, 'postgresql.auto.conf'), `primary_conninfo = '${connection}'\n`);
  const signal = path.join(standbyDir, 'standby.signal');
  fs.writeFileSync(signal, '');
  const { uid, gid } = fs.statSync(standbyDir);
  fs.chownSync(signal, uid, gid);
}

/** Returns the ids of a process and its descendants. */
export function familyOf(pid: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = table.filter(([, parent]) => parent === pid).map(([child = 0]) => child);
  return [pid, ...children.flatMap(familyOf)];
}

/** Sends a signal, also to a process that has ended meanwhile. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // The process has ended.
  }
}

export function postmasterPid(dataDir: string): number {
  return Number(fs.readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
}

async function onServer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function untilTrue(client: pg.Client, query: string): Promise<void> {
  for (;;) {
    const { rows } = await client.query({ text: query, rowMode: 'array' });
    if (rows[0]?.[0] === true) return;
  }
}
