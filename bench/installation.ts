// What a bench asks of a running installation's database, from outside.
import { encode } from 'next-auth/jwt';
import pg from 'pg';
import type { UserActor } from '@/lib/access/actor';
import { cookieNames, sessionSecret } from '@/lib/auth/sign-in-options';
import { resetSingleton } from '@/lib/base/process-singleton';
import { endPools } from '@/lib/database/db';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { openSession } from '@/lib/testing/users';
import type { SteadyLoad } from './steady-load';

const FINAL_LIMIT_MS = 120_000;

/** What works on the installation: keys of one account, and a header of its signed-in administrator. */
export type Access = { actor: UserActor; keys: { id: string; key: string }[]; cookie: string };

/** From now on lib/ in this process works on the database at `url`. */
export async function connectTo(url: string): Promise<void> {
  await endPools();
  resetSingleton('env');
  process.env.DATABASE_URL = url;
}

export async function makeAccess(keys: number): Promise<Access> {
  const actor = await makeAccount();
  const scopes = ['sms:send', 'sms:read', 'keys:manage'] as const;
  const made = [];
  for (let i = 0; i < keys; i++) made.push(await makeKey(actor, { scopes: [...scopes] }));
  const token = await encode({ token: { sid: await openSession(actor) }, secret: sessionSecret() });
  return { actor, keys: made, cookie: `${cookieNames().session}=${token}` };
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

export type Fate = {
  accepted: number;
  /** Accepted, and not in the database. */
  lost: number;
  /** In the database, and never accepted: a repeated request that was carried out twice. */
  extra: number;
  unfinished: number;
  /** ms from acceptance to the final status, both by the database's clock, with the time of the 202. */
  finals: { acceptedMs: number; tookMs: number }[];
};

/** Waits until all accepted messages are final, and compares them with what clients were answered. */
export async function fateOf({ accepted }: SteadyLoad, url: string): Promise<Fate> {
  return onDatabase(url, async (client) => {
    const deadline = Date.now() + FINAL_LIMIT_MS;
    for (;;) {
      const { rows } = await client.query<{ id: string; tookMs: number | null }>(
        `SELECT id, (extract(epoch FROM final_at - created_at) * 1000)::float8 AS "tookMs" FROM message`,
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

export function describeFate({ accepted, lost, extra, unfinished }: Fate): string {
  return `${accepted} accepted, ${lost} lost, ${extra} twice, ${unfinished} not final`;
}

/** Repeats a GET until it is answered 200. Resolves to performance.now() then. */
export async function untilOk(url: string, headers: Record<string, string>): Promise<number> {
  for (;;) {
    try {
      const answer = await fetch(url, { headers, redirect: 'manual' });
      await answer.arrayBuffer();
      if (answer.status === 200) return performance.now();
    } catch {
      // Not there yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
