import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { db } from '@/lib/db';
import { sendSchema } from '@/lib/messages/schema';
import { useDatabase } from '@/lib/testing/database';
import { approveSender, makeAccount, makeKey } from '@/lib/testing/factories';
import { useGate } from '@/lib/testing/gate';
import { runs } from '@/lib/testing/property';

useDatabase();
const gate = useGate();

let key: { id: string; key: string };
beforeAll(async () => {
  const actor = await makeAccount();
  await approveSender(actor, 'Acme');
  key = await makeKey(actor);
});

/** Values that have broken servers, and a good one for each field, so that the rest is reached too. */
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
const good: Record<string, fc.Arbitrary<unknown>> = {
  to: fc.constantFrom<unknown>('+37255555555', ['+37255555555', '+37255555556']),
  text: fc.string({ unit: 'grapheme', minLength: 1 }),
  from: fc.constantFrom('Acme', 'Nobody'),
  send_at: fc.date({ noInvalidDate: true }).map((date) => date.toJSON()),
  metadata: fc.dictionary(fc.string(), fc.string()),
  validity: fc.integer(),
  priority: fc.constantFrom('low', 'HIGH'),
  autoconvert: fc.constantFrom<unknown>('full', 'ON', true),
};
const value = (field: string) =>
  fc.oneof({ weight: 3, arbitrary: good[field] ?? fc.string() }, nasty, fc.jsonValue({ maxDepth: 4 }));

/** A good message of which up to three fields, of those that the schema knows now, are something else; rarely one too many. */
const fields = Object.keys(sendSchema.shape);
const changes = fc
  .oneof(fc.constant<string[]>([]), fc.uniqueArray(fc.constantFrom(...fields), { minLength: 1, maxLength: 3 }))
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
  ),
);
const form = message.map((body) =>
  new URLSearchParams(Object.entries(body).map(([name, field]) => [name, String(JSON.stringify(field))])).toString(),
);
const bytes = fc.uint8Array({ maxLength: 2_000 });
const headers = fc.record(
  {
    'idempotency-key': fc.string({ unit: 'grapheme-ascii', maxLength: 300 }).map((text) => text.trim()),
    'content-type': fc.constantFrom(
      ...['application/json', 'application/json; charset=utf-16', 'application/x-www-form-urlencoded', 'text/plain'],
    ),
    'content-encoding': fc.constantFrom('gzip', 'identity'),
  },
  { requiredKeys: [] },
);
const mostlyPlain = fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, headers);

async function post(path: string, body: string | Uint8Array, given: Record<string, string>) {
  const answer = await fetch(`${gate.base()}${path}`, {
    method: 'POST',
    headers: { 'x-api-key': key.key, ...given },
    body: typeof body === 'string' ? body : Uint8Array.from(body),
  });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

/** Accepted, or refused with a problem that says what to do: never a failure of ours. */
function expectSaid({ status, type, text }: Awaited<ReturnType<typeof post>>, asked: unknown): void {
  expect(status, `${text} for ${JSON.stringify(asked)}`).toBeLessThan(500);
  const said = JSON.parse(text);
  if (status === 202) return;
  expect(type).toBe('application/problem+json');
  expect(said.detail.length).toBeGreaterThan(10);
}

test.each([
  ['JSON', '/api/sms', json, 'application/json'],
  ['forms', '/api/sms', form, 'application/x-www-form-urlencoded'],
  ['batches', '/api/sms/batch', batch.map((body) => JSON.stringify(body)), 'application/json'],
  ['bytes', '/api/sms', bytes, 'application/json'],
] as [string, string, fc.Arbitrary<string | Uint8Array>, string][])(
  'whatever %s it gets, the gate says what became of it',
  async (_, path, bodies, type) => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(bodies, mostlyPlain, async (body, extra) => {
        const answer = await post(path, body, { 'content-type': type, ...extra });
        expectSaid(answer, { body, extra });
        if (answer.status === 202) accepted++;
      }),
      { numRuns: runs(100, 1_000) },
    );
    // Good ones get through, so that what comes after the checks is tried as well.
    if (path === '/api/sms' && bodies === json) expect(accepted).toBeGreaterThan(10);
    expect(await db().message.count()).toBeGreaterThanOrEqual(accepted);
  },
  60_000,
);
