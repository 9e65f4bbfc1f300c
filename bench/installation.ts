// Access to the database of a running installation, for benchmarks.
import fs from 'node:fs';
import { encode } from 'next-auth/jwt';
import pg from 'pg';
import type { UserActor } from '@/lib/access/actor';
import { cookieNames, sessionSecret } from '@/lib/auth/sign-in-options';
import { resetSingleton } from '@/lib/base/process-singleton';
import { endPools } from '@/lib/database/db';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { openSession } from '@/lib/testing/users';
import { dataFiles, findRunning } from '../server/data-dir.mjs';
import type { SteadyLoad } from './steady-load';

const FINAL_LIMIT_MS = 120_000;

/** Credentials for the installation: keys of one account, and the cookie of its signed-in administrator. */
export type Access = { actor: UserActor; keys: { id: string; key: string }[]; cookie: string };

/** Connects lib/ in this process to the database at `url`. */
export async function connectTo(url: string): Promise<void> {
  await endPools();
  resetSingleton('env');
  process.env.DATABASE_URL = url;
}

/** Returns the URL of a running installation's bundled database as its superuser, who may also empty and analyze tables. */
export function superuserUrl(dataDir: string): string {
  const running = findRunning(dataDir);
  if (!running) throw new Error(`No installation is running in ${dataDir}.`);
  const url = new URL(running.databaseUrl);
  url.username = 'postern';
  url.password = fs.readFileSync(`${dataFiles(dataDir).postgres}.password`, 'utf8').trim();
  return url.href;
}

export async function makeAccess(keys: number): Promise<Access> {
  const actor = await makeAccount();
  const scopes = ['sms:send', 'sms:read', 'keys:manage'] as const;
  const created = [];
  for (let i = 0; i < keys; i++) created.push(await makeKey(actor, { scopes: [...scopes] }));
  const token = await encode({ token: { sid: await openSession(actor) }, secret: sessionSecret() });
  return { actor, keys: created, cookie: `${cookieNames().session}=${token}` };
}

export async function onDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export type Outcome = {
  accepted: number;
  /** Accepted, but not in the database. */
  lost: number;
  /** In the database, but never accepted: a repeated request that was processed twice. */
  extra: number;
  unfinished: number;
  /** Milliseconds from acceptance to the final status by the database's clock, with the time of the 202. */
  finals: { acceptedMs: number; tookMs: number }[];
};

/** Waits until all accepted messages are final, and compares them with the responses to the clients. */
export async function outcomeOf({ accepted }: SteadyLoad, url: string): Promise<Outcome> {
  return onDatabase(url, async (client) => {
    const deadline = Date.now() + FINAL_LIMIT_MS;
    for (;;) {
      const { rows } = await client.query<{ id: string; tookMs: number | null }>(
        `SELECT m.id, (extract(epoch FROM p.final_at - m.created_at) * 1000)::float8 AS "tookMs"
         FROM message m LEFT JOIN message_progress p ON p.message_id = m.id`,
      );
      const unfinished = rows.filter(({ tookMs }) => tookMs === null).length;
      if (unfinished > 0 && Date.now() < deadline) continue;
      const stored = new Set(rows.map(({ id }) => id));
      return {
        accepted: accepted.size,
        lost: [...accepted.keys()].filter((id) => !stored.has(id)).length,
        extra: rows.filter(({ id }) => !accepted.has(id)).length,
        unfinished,
        finals: rows.flatMap(({ id, tookMs }) => {
          const acceptedMs = accepted.get(id);
          return tookMs === null || acceptedMs === undefined ? [] : [{ acceptedMs, tookMs }];
        }),
      };
    }
  });
}

export function describeOutcome({ accepted, lost, extra, unfinished }: Outcome): string {
  return `${accepted} accepted, ${lost} lost, ${extra} twice, ${unfinished} not final`;
}

/** Repeats a GET until its status is 200. Resolves to performance.now() at that time. */
export async function untilOk(url: string, headers: Record<string, string>): Promise<number> {
  for (;;) {
    try {
      const response = await fetch(url, { headers, redirect: 'manual' });
      await response.arrayBuffer();
      if (response.status === 200) return performance.now();
    } catch {
      // Not reachable yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
