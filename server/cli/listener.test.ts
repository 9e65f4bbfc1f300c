import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, expect, test } from 'vitest';
import { newId } from '@/lib/base/ids';
import { newSigningSecret } from '@/lib/webhooks/signature';
import { type ListenerEvent, type Report, runListener } from './listener';

type Answer = { status: number; json?: object; headers?: Record<string, string> } | 'reset';

const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Starts a server that responds with one answer after another and records the requests; the last answer is repeated. */
async function serve(answers: Answer[]) {
  const requests: { line: string; headers: http.IncomingHttpHeaders; body: string }[] = [];
  const server = http.createServer(async (incoming, outgoing) => {
    let body = '';
    for await (const chunk of incoming) body += String(chunk);
    requests.push({ line: `${incoming.method} ${incoming.url}`, headers: incoming.headers, body });
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) as Answer;
    if (answer === 'reset') incoming.socket.destroy();
    else outgoing.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.json ?? {}));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests };
}

const report = (reference: string): Report => ({
  ...{ id: newId(), type: 'message.delivered', timestamp: '2026-11-20T09:30:00.000Z' },
  data: { id: newId(), reference, to: '+37255555555', text: 'ž "quoted"' },
});
const page = (cursor: string, ...reports: Report[]): Answer => ({
  status: 200,
  json: { reports, cursor, more: false },
});
const problem = (status: number, code: string): Answer => ({ status, json: { code, detail: `Problem ${code}.` } });

/** Runs a listener until `isDone` says so. Returns its events and the waits, in which no time passes. */
async function listen(api: string, hook: string | null, secret: string, isDone: (events: ListenerEvent[]) => boolean) {
  const controller = new AbortController();
  const [events, waits] = [[] as ListenerEvent[], [] as number[]];
  await runListener({
    ...{ apiUrl: api, key: 'k', forwardTo: hook, secret, signal: controller.signal },
    onEvent: (event) => {
      events.push(event);
      if (isDone(events)) controller.abort();
    },
    sleep: async (ms) => void waits.push(ms),
  });
  return { events, waits };
}

const kinds = (events: ListenerEvent[]) => events.map(({ kind }) => kind);
const forwarded = (count: number) => (events: ListenerEvent[]) =>
  events.filter(({ kind }) => kind === 'forwarded').length === count;

test('each report is forwarded once, in order, signed, over network errors and restarts of Postern', async () => {
  const [one, two, three] = [report('1'), report('2'), report('3')];
  const api = await serve([
    ...['reset' as const, problem(503, 'unavailable'), page('5'), page('7', one, two)],
    ...['reset' as const, { status: 502 }, page('8', three)],
  ]);
  const hook = await serve([{ status: 204 }]);
  const secret = newSigningSecret();
  const { events, waits } = await listen(api.url, hook.url, secret, forwarded(3));
  expect(kinds(events)).toEqual([
    ...['lost', 'lost', 'ready', 'report', 'forwarded', 'report', 'forwarded', 'lost', 'lost', 'report', 'forwarded'],
  ]);
  expect(waits).toEqual([500, 1_000, 500, 1_000]);
  expect(api.requests.map(({ line }) => /after=(\w+)/.exec(line)?.[1])).toEqual([
    'end',
    'end',
    'end',
    '5',
    '7',
    '7',
    '7',
  ]);
  const verified = hook.requests.map(({ body, headers }) =>
    new Webhook(secret).verify(body, headers as Record<string, string>),
  );
  const bodies = [one, two, three].map(({ id, ...content }) => content);
  expect(verified).toEqual(bodies);
  expect(hook.requests.map(({ headers }) => headers['webhook-id'])).toEqual([one.id, two.id, three.id]);
});

test('an application that restarts gets the report when it is back; one that refuses it three times does not', async () => {
  const api = await serve([page('0'), page('2', report('1'), report('2'))]);
  const hook = await serve([
    'reset',
    'reset',
    { status: 200 },
    { status: 500 },
    { status: 302 },
    { status: 404 },
    { status: 200 },
  ]);
  const isDone = (events: ListenerEvent[]) => events.some((event) => event.kind === 'failed' && event.retryMs === null);
  const { events } = await listen(api.url, hook.url, newSigningSecret(), isDone);
  expect(kinds(events)).toEqual([
    'ready',
    'report',
    'failed',
    'failed',
    'forwarded',
    'report',
    'failed',
    'failed',
    'failed',
  ]);
});

test('reports of an account that does not read them are turned on', async () => {
  const api = await serve([
    problem(409, 'conflict'),
    { status: 200, json: { enabled: true } },
    page('0'),
    page('1', report('1')),
  ]);
  const { events } = await listen(api.url, null, newSigningSecret(), (all) =>
    all.some(({ kind }) => kind === 'report'),
  );
  expect(kinds(events)).toEqual(['ready', 'report']);
  expect(api.requests[1]).toMatchObject({ line: 'PATCH /api/reports', body: '{"enabled":true}' });
});

test('a cursor that does not exist any more leads to the end', async () => {
  const api = await serve([page('9'), problem(422, 'invalid_fields'), page('2'), page('3', report('1'))]);
  const { events } = await listen(api.url, null, newSigningSecret(), (all) =>
    all.some(({ kind }) => kind === 'report'),
  );
  expect(kinds(events)).toEqual(['ready', 'restarted', 'ready', 'report']);
});

test.each([
  [401, 'unauthorized'],
  [403, 'missing_scope'],
  [404, 'not_found'],
])('%i %s ends it with the message', async (status, code) => {
  const api = await serve([problem(status, code)]);
  await expect(listen(api.url, null, newSigningSecret(), () => false)).rejects.toThrow(`Problem ${code}.`);
});
