// Measures the CPU time of the web process for a refused request, with and without a valid key.
import fs from 'node:fs';
import { start, stop } from './processes';

const KIB64 = 64 * 1024;
const MIB2 = 2 * 1024 * 1024;
/** Requests per measurement: the resolution, a clock tick of 10 ms, is then 0.05 ms or 0.5 ms per request. */
const REQUESTS = { small: 200, large: 20 };
/** Limits for a refused request, ms of CPU. */
const LIMIT_MS = { small: 1, large: 30 };
const TICKS_PER_S = 100;

type Case = { name: string; path: string; type?: string; headers?: Record<string, string>; body: string };

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const fill = (piece: string, bytes: number) => piece.repeat(Math.floor(bytes / piece.length));
const times = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
const to = '+37255555555';
const message = (fields: object) => JSON.stringify({ to, text: 'x', ...fields });
const batch = (count: number, make: (i: number) => unknown) => JSON.stringify({ messages: times(count, make) });
const manyFields = (count: number, length: number) =>
  Object.fromEntries(times(count, (i) => [`${'x'.repeat(length)}${i}`, 1]));

const WARM_UP = 1_000;
const FIRST: Case = { name: 'a number too short', path: '/api/sms', body: message({ to: '+1' }) };

/** Up to 64 KiB. */
const SMALL: Case[] = [
  FIRST,
  { name: 'lists in lists', path: '/api/sms', body: fill('[', KIB64) },
  { name: 'numbers', path: '/api/sms', body: `[${fill('0,', KIB64 - 4)}0]` },
  { name: 'unknown fields', path: '/api/sms', body: message(manyFields(3_000, 12)) },
  { name: 'wrong recipients', path: '/api/sms', body: message({ to: times(1_000, () => '+15555555555555') }) },
  { name: 'a long text', path: '/api/sms', body: message({ text: fill('x', KIB64 - 100) }) },
  {
    name: 'combining characters',
    path: '/api/sms',
    body: message({ auto_replace: 'full', text: fill('\u0301', 31_000) }),
  },
  { name: 'a long number', path: '/api/sms', body: `{"to":${fill('9', KIB64 - 10)}}` },
  { name: 'blanks as a number', path: '/api/sms', body: message({ to: fill(' ', KIB64 - 100) }) },
  { name: 'bytes that are not UTF-8', path: '/api/sms', body: `"${fill('ä', 32_000)}\ud800` },
  { name: 'a form of many pairs', path: '/api/sms', type: FORM_TYPE, body: fill('0&1&2&', KIB64) },
  { name: 'AUTH_KEY and much more', path: '/api/sms', body: `{"AUTH_KEY":"x","a":[${fill('{},', 60_000)}0]}` },
  {
    name: 'scopes of a new key',
    path: '/api/keys',
    body: JSON.stringify({ name: 'x', scopes: times(2_000, () => 'x') }),
  },
  {
    name: 'addresses of a new key',
    path: '/api/keys',
    body: JSON.stringify({ name: 'x', ip_restriction: { entries: times(2_000, () => 1) } }),
  },
  {
    name: 'many signatures',
    path: '/api/sms',
    headers: { signature: 's=:eA==:', 'signature-input': fill('s=("a"),', 4_000) },
    body: '{}',
  },
  {
    name: 'Chinese, too long, full',
    path: '/api/sms',
    body: message({ autoconvert: 'full', text: fill('\u4e2d', 21_000) }),
  },
  {
    name: 'the maximum that is validated, full',
    path: '/api/sms',
    body: message({ autoconvert: 'full', text: fill('\u4e2d', 6_000) }),
  },
  { name: 'a long Basic pair', path: '/api/sms', headers: { authorization: `Basic ${fill('A', 12_000)}` }, body: '{}' },
];

/** Up to 2 MiB: only a batch may be so large. */
const LARGE: Case[] = [
  { name: 'a form of many pairs', path: '/api/sms/batch', type: FORM_TYPE, body: fill('0&1&2&', MIB2) },
  { name: 'lists in lists', path: '/api/sms/batch', body: fill('[', MIB2) },
  { name: 'numbers', path: '/api/sms/batch', body: `[${fill('0,', MIB2 - 4)}0]` },
  { name: 'colons', path: '/api/sms/batch', body: fill('"":', MIB2) },
  { name: 'escapes', path: '/api/sms/batch', body: `"${fill('\\u00e4', MIB2 - 10)}"` },
  { name: 'wrong types', path: '/api/sms/batch', body: batch(1_000, () => 0) },
  { name: 'unknown fields', path: '/api/sms/batch', body: batch(1_000, () => manyFields(25, 60)) },
  { name: 'texts too long', path: '/api/sms/batch', body: batch(1_000, () => ({ to, text: 'x'.repeat(2_000) })) },
  {
    name: 'wrong recipients',
    path: '/api/sms/batch',
    body: batch(1_000, () => ({ to: 'mum', text: 'x'.repeat(2_000) })),
  },
  {
    name: 'Chinese, too long, full',
    path: '/api/sms/batch',
    body: batch(1_000, () => ({ to, text: '\u4e2d'.repeat(680), autoconvert: 'full' })),
  },
  {
    name: 'capitals, too long, full',
    path: '/api/sms/batch',
    body: batch(600, () => ({ to, text: '\u0416'.repeat(1_600), autoconvert: 'full' })),
  },
  {
    name: 'combining, too long, full',
    path: '/api/sms/batch',
    body: batch(450, () => ({ to, text: 'x\u0301'.repeat(1_531), autoconvert: 'full' })),
  },
  {
    name: 'numbers of no country',
    path: '/api/sms/batch',
    body: batch(1_000, (i) => ({ to: `+1555555${1_000_000 + i}`, text: 'x' })),
  },
  {
    name: 'numbers that are too long',
    path: '/api/sms/batch',
    body: batch(1_000, (i) => ({ to: `+49 (0) ${'176'.repeat(600)}${i}`, text: 'x' })),
  },
  {
    name: 'webhooks on private hosts',
    path: '/api/sms/batch',
    body: batch(1_000, (i) => ({ to, text: 'x', dlr_url: `http://10.0.0.1/${i}` })),
  },
  {
    name: 'long webhooks',
    path: '/api/sms/batch',
    body: batch(1_000, (i) => ({ to, text: 'x', dlr_url: `http://${'a.'.repeat(950)}${i}` })),
  },
  {
    name: 'metadata of many pairs',
    path: '/api/sms/batch',
    body: batch(1_000, () => ({ to, text: 'x', metadata: manyFields(25, 60) })),
  },
  {
    name: 'senders not approved',
    path: '/api/sms/batch',
    body: batch(1_000, (i) => ({ to, text: 'x', from: `Sender ${i}` })),
  },
  {
    name: 'times that are past',
    path: '/api/sms/batch',
    body: batch(1_000, () => ({ to, text: 'x', send_at: '2020-01-01T00:00:00Z' })),
  },
  {
    name: 'every field wrong',
    path: '/api/sms/batch',
    body: batch(1_000, () => ({
      ...{ to: '1', text: '', from: '\u200b', autoconvert: 'x', dlr_url: 'x', send_at: 'x', validity: 'x' },
      ...{ priority: 'x', reference: '\u200b', metadata: 'x' },
    })),
  },
  { name: 'half characters', path: '/api/sms/batch', body: `{"messages":["${fill('\\ud800', MIB2 - 20)}"]}` },
];

/** Prints the CPU time of each kind of refusal, without a key and with one, against its limit. */
export async function benchRefused(key: string): Promise<void> {
  const { child, port } = await start('web.mjs', { POSTERN_ROLE: 'api' });
  const callers: Record<string, string>[] = [{}, { 'x-api-key': key }];
  const cost = async (refused: Case, headers: Record<string, string>, requests: number) => {
    for (let i = 0; i < requests / 4; i++) await refuse(port, refused, headers);
    const before = cpuMs(child.pid);
    for (let i = 0; i < requests; i++) await refuse(port, refused, headers);
    return (cpuMs(child.pid) - before) / requests;
  };
  try {
    // The first requests of a process include the just-in-time compiler's work.
    for (let i = 0; i < WARM_UP; i++) for (const headers of callers) await refuse(port, FIRST, headers);
    for (const size of ['small', 'large'] as const) {
      console.log(
        `\nA refused request of up to ${size === 'small' ? '64 KiB' : '2 MiB'}, ms of CPU: at most ${LIMIT_MS[size]}`,
      );
      for (const refused of size === 'small' ? SMALL : LARGE) {
        const figures = callers.map((headers) => () => cost(refused, headers, REQUESTS[size]));
        const [without, withKey] = [await figures[0]?.(), await figures[1]?.()] as [number, number];
        const over = Math.max(without, withKey) > LIMIT_MS[size] ? '  over' : '';
        console.log(
          `${refused.name.padEnd(28)} no key ${without.toFixed(2).padStart(6)}   a key ${withKey.toFixed(2).padStart(6)}${over}`,
        );
      }
    }
  } finally {
    await stop(child);
  }
}

async function refuse(port: number, refused: Case, headers: Record<string, string>): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}${refused.path}`, {
    method: 'POST',
    headers: { 'content-type': refused.type ?? JSON_TYPE, ...headers, ...refused.headers },
    body: refused.body,
  });
  await response.arrayBuffer();
  if (response.status < 400 || response.status >= 500) throw new Error(`${refused.name}: ${response.status}`);
}

/** Returns user and system time of a process: fields 14 and 15 of /proc/<pid>/stat (proc(5)), in ticks. */
function cpuMs(pid = 0): number {
  const fields = fs
    .readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_S) * 1_000;
}
