import http from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { db } from '@/lib/database/db';
import { sendSchema } from '@/lib/messages/schema';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { approveSender, makeAccount, makeKey } from '@/lib/testing/factories';
import { runs } from '@/lib/testing/property';

useDatabase();
const gate = useApiServer();

/** `te` is a header that the hot path leaves to Node, together with the connection. */
const READERS = {
  hot: { agent: new http.Agent({ keepAlive: true }), headers: {} },
  node: { agent: new http.Agent({ keepAlive: true }), headers: { te: 'trailers' } },
};
afterAll(() => {
  for (const { agent } of Object.values(READERS)) agent.destroy();
});

let key: { id: string; key: string };
beforeAll(async () => {
  const actor = await makeAccount();
  await approveSender(actor, 'Acme');
  key = await makeKey(actor);
});

/** Values that have broken servers, and a valid one for each field, so that later checks run too. */
const nasty = fc.constantFrom<unknown>(
  ...[
    '',
    ' ',
    '\0',
    '\ud800',
    '\udfff',
    '😀',
    '＋３７２',
    'null',
    '__proto__',
    '+',
    '-1',
    '1e999',
    "';--",
    '%00',
    '\u202e',
  ],
  ...[0, -0, -1, 1.5, 1e21, Number.MAX_SAFE_INTEGER + 1, 5e-324, true, false, null],
  ...[[], {}, [[]], [null], { length: -1 }, { toString: 1 }, 'x'.repeat(5_000), '2099-02-30T25:61:61Z'],
);
const good: Record<keyof typeof sendSchema.shape, fc.Arbitrary<unknown>> = {
  to: fc.constantFrom<unknown>(
    ...['+37255555555', ' +372 5555-5555', '+12025550123,+37255555556', ['+37255555555', '+37255555556']],
  ),
  text: fc.string({ unit: 'grapheme', minLength: 1 }),
  from: fc.constantFrom('Acme', 'Unknown', ' acme'),
  auto_replace: fc.constantFrom<unknown>('full', 'ON', true),
  autoconvert: fc.constantFrom<unknown>('full', 'ON', true),
  dlr_url: fc.oneof(
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.constantFrom(
      'HTTPS://example.com',
      'http:\\\\h\\p',
      'http:h/p',
      'http://[::1]/',
      'http://user:pw@h',
      'http://127.0.0.1:9/x',
    ),
  ),
  send_at: fc.date({ noInvalidDate: true }).map((date) => date.toJSON()),
  validity: fc.oneof(fc.integer(), fc.integer({ min: 1, max: 10_080 }).map(String)),
  priority: fc.constantFrom('low', 'HIGH'),
  reference: fc.string({ unit: 'binary', maxLength: 120 }),
  metadata: fc.dictionary(fc.string(), fc.string()),
};
type Field = keyof typeof sendSchema.shape;
const value = (field: Field) => fc.oneof({ weight: 3, arbitrary: good[field] }, nasty, fc.jsonValue({ maxDepth: 4 }));

/** A valid message with up to three other values for fields of the current schema; rarely with an unknown field. */
const fields = Object.keys(sendSchema.shape) as Field[];
const changes = fc
  .oneof(fc.constant<Field[]>([]), fc.uniqueArray(fc.constantFrom(...fields), { minLength: 1, maxLength: 3 }))
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, value(name)])), { noNullPrototype: true }));
const oneTooMany = fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, fc.tuple(fc.string(), nasty));
const message = fc.tuple(changes, oneTooMany).map(([changed, extra]) => ({
  to: '+37255555555',
  text: 'Hello',
  ...changed,
  ...(extra && { [extra[0]]: extra[1] }),
}));
const batch = fc.record({ messages: fc.oneof(fc.array(fc.oneof(message, nasty), { maxLength: 5 }), nasty) });

const json = fc.oneof(
  { weight: 4, arbitrary: message.map((body) => JSON.stringify(body)) },
  fc.json(),
  fc.nat({ max: 20_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc.constantFrom(
    '{"to":1e99999}',
    '{"to":"+37255555555","text":"x","validity":1e400}',
    '\ufeff{}',
    '{"a":',
    '"\\u0000"',
    '{"to":"+37255555555","text":"x","\\u0074ext":"y"}',
    '{"to":"+37255555555","text":"\\ud83d"}',
  ),
);
const form = message.map((body) =>
  new URLSearchParams(Object.entries(body).map(([name, field]) => [name, String(JSON.stringify(field))])).toString(),
);
const escapes = fc
  .array(
    fc.constantFrom('text=', 'to=', '%E4', '%', '%C3%A4', '+', '&', '%2B37255555555', '[', ']', 'AUTH_KEY=', 'a'),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
const bytes = fc.uint8Array({ maxLength: 2_000 });
const headers = fc.record(
  {
    'idempotency-key': fc.string({ unit: 'grapheme-ascii', maxLength: 300 }).map((text) => text.trim()),
    'content-type': fc.constantFrom(
      ...['application/json', 'application/json; charset=utf-16', 'application/x-www-form-urlencoded', 'text/plain'],
      ...['application/json;charset="UTF-8"', 'multipart/form-data; boundary=x', 'application/json;', ''],
    ),
    'content-encoding': fc.constantFrom('gzip', 'identity'),
    authorization: fc.constantFrom('', 'Bearer', 'Bearer x', 'Basic Zm9vOmJhcg==', 'hmac username="x"', 'Digest x'),
    'signature-input': fc.constantFrom('s=();keyid="x"', 's=("@method" "x";sf);created=1;keyid="x"', '('),
    signature: fc.constantFrom('s=:eA==:', 's=:eA==:, s=:eQ==:', 's=1'),
    date: fc.constantFrom('', 'yesterday', 'Sat, 28 Nov 2026 12:00:00 GMT'),
  },
  { requiredKeys: [] },
);
const mostlyPlain = fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, headers);

type Answer = { status: number; type: string | undefined; text: string; byNode: boolean };

function post(
  reader: keyof typeof READERS,
  path: string,
  body: string | Uint8Array,
  given: Record<string, string>,
): Promise<Answer> {
  const { agent } = READERS[reader];
  const headers = { ...given, ...READERS[reader].headers };
  return new Promise((resolve, reject) => {
    const request = http.request(`${gate.base()}${path}`, { method: 'POST', agent, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        // Node writes its own headers with capitals.
        const byNode = answer.rawHeaders.includes('Date');
        resolve({ status: answer.statusCode ?? 0, type: answer.headers['content-type'], text, byNode });
      });
    });
    request.on('error', reject);
    request.end(typeof body === 'string' ? body : Buffer.from(body));
  });
}

/** Accepted, or refused with a problem that names the fix: never a server failure. */
function expectExplained({ status, type, text }: Answer, request: unknown): void {
  expect(status, `${text} for ${JSON.stringify(request)}`).toBeLessThan(500);
  const problem = JSON.parse(text);
  if (status === 202) return;
  expect(type).toBe('application/problem+json');
  expect(problem.detail.length).toBeGreaterThan(10);
}

/** Without the parts that differ between requests. */
function comparable({ status, text }: Answer): unknown {
  const said = JSON.parse(text, (name, value) =>
    ['id', 'request_id', 'created_at', 'valid_until'].includes(name) ? '' : value,
  );
  return { status, said };
}

test.each([
  ['JSON', '/api/sms', json, 'application/json'],
  ['forms', '/api/sms', form, 'application/x-www-form-urlencoded'],
  ['percent escapes', '/api/sms', escapes, 'application/x-www-form-urlencoded'],
  ['bytes', '/api/sms', bytes, 'application/json'],
  // Last, since a connection stays with Node after the first request for another path.
  ['batches', '/api/sms/batch', batch.map((body) => JSON.stringify(body)), 'application/json'],
] as [string, string, fc.Arbitrary<string | Uint8Array>, string][])(
  'returns a result or a problem for any %s, the same on both readers',
  async (_, path, bodies, type) => {
    let accepted = 0;
    let hot = 0;
    await fc.assert(
      fc.asyncProperty(bodies, mostlyPlain, async (body, extra) => {
        const headers = { 'x-api-key': key.key, 'content-type': type, ...extra };
        const answer = await post('hot', path, body, headers);
        expectExplained(answer, { body, extra });
        if (!answer.byNode) hot++;
        const again = await post('node', path, body, headers);
        expect(again.byNode).toBe(true);
        expect(comparable(again)).toEqual(comparable(answer));
        if (answer.status === 202) accepted++;
      }),
      { numRuns: runs(250, 1_000) },
    );
    // Without requests on both readers, there is no comparison.
    if (path === '/api/sms') expect(hot).toBeGreaterThan(100);
    // Valid requests succeed, so that the steps after validation run too.
    if (path === '/api/sms' && bodies === json) expect(accepted).toBeGreaterThan(10);
    expect(await db().message.count()).toBeGreaterThanOrEqual(accepted);
  },
);
