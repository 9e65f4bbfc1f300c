import type http from 'node:http';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { NextHandler } from '@/server/web/console';
import { createWebServer } from '@/server/web/server';
import { env } from '../runtime/env';
import { exchange } from './raw-http';

/** `json` is the body of a problem, else null. */
type Answer = { status: number; head: string; json: { code?: string; detail?: string } | null };

type Entrance = {
  /** Sends a request by its method and target, such as `GET /messages`. */
  ask: (line: string, headers?: string[], body?: string) => Promise<Answer>;
  /** Returns the method and target of each request of the test that reached Next. */
  reached: () => string[];
};

/** Starts the web server with all roles, single sign-on, and no database. Its console is a stub that records requests. */
export function useEntrance(): Entrance {
  let server: http.Server;
  let reached: string[] = [];
  beforeAll(async () => {
    Object.assign(process.env, {
      // Nothing listens on the discard port.
      DATABASE_URL: 'postgres://postern:secret-password@127.0.0.1:9/postern',
      SECRETS_KEYS: `k:${Buffer.alloc(32).toString('base64')}`,
      SECRETS_PEPPERS: `p:${Buffer.alloc(32).toString('base64')}`,
      LOG_LEVEL: 'silent',
    });
    const next: NextHandler = async ({ method, url }, outgoing) => {
      reached.push(`${method} ${url}`);
      outgoing.setHeader('content-type', 'text/html').end('<p>page</p>');
    };
    const settings = { ...env(), POSTERN_ROLE: 'all', OIDC_ISSUER: 'https://login.example' } as const;
    server = createWebServer(settings, Promise.resolve(next));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    reached = [];
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  async function ask(line: string, headers: string[] = [], body = ''): Promise<Answer> {
    const length = body ? [`content-length: ${body.length}`] : [];
    const host = headers.some((header) => header.startsWith('host:')) ? [] : ['host: localhost'];
    const head = [`${line} HTTP/1.1`, ...host, 'connection: close', ...length, ...headers].join('\r\n');
    const text = await exchange(server, [`${head}\r\n\r\n${body}`]);
    const [answered = '', ...rest] = text.split('\r\n\r\n');
    const isProblem = answered.includes('application/problem+json');
    const json = isProblem && rest[0] ? JSON.parse(rest.join('\r\n\r\n')) : null;
    return { status: Number(answered.split(' ')[1]), head: answered, json };
  }

  return { ask, reached: () => reached };
}
