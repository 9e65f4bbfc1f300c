import http from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runs } from '@/lib/testing/property';
import { echo, exchange, general, raw } from '@/lib/testing/raw-http';
import { HotPathServer } from './hot-path-server';

const MAX_EXAMPLES = runs(200, 2_000);

let server: http.Server;
let plain: http.Server;
beforeAll(async () => {
  server = new HotPathServer(echo, { request: 20_000, keepAlive: 30_000 }, general);
  // As in HotPathServer: the listener decides which requests need a host.
  plain = http.createServer({ requireHostHeader: false }, general);
  for (const each of [server, plain]) await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  for (const each of [server, plain]) {
    each.closeAllConnections();
    each.close();
  }
});

/** Without the parts that depend on the time, the reader and the keep-alive duration. */
function comparable(text: string): string {
  return (
    text
      .replace(/^(date|x-read-by|connection|keep-alive|content-length|transfer-encoding): [^\r]*\r\n/gim, '')
      // After its own 417, Node reports invalid data only if it read both requests from the socket itself.
      .replace(/(?<=HTTP\/1\.1 417 [\s\S]*)HTTP\/1\.1 400 Bad Request\r\n\r\n$/, '')
      .replace(/\r\n[0-9a-f]+\r\n(\{.*\})\r\n0\r\n\r\n/g, '\r\n$1')
  );
}

/** Header lines that two readers could interpret differently, and some plain ones. */
const line = fc.oneof(
  fc.constantFrom(
    'host: p',
    'Host:p',
    'x-api-key:\t k \t',
    'X-Api-Key: one two',
    'a:',
    'a: ',
    'a : b',
    ' a: folded',
    '\tfolded',
    ': no name',
    'no colon',
    'a: b\nc: d',
    'a: b\rc',
    'a: \u0000',
    'a: \u007f',
    'a: \u00ff',
    'connection: Keep-Alive',
    'connection: close',
    'connection: keep-alive, close',
    'transfer-encoding: chunked',
    'transfer-encoding: identity',
    'Transfer-Encoding : chunked',
    'content-length: 5, 5',
    'content-length: 5 5',
    'content-length: 0x5',
    'content-length: 05',
    'content-length: -5',
    'content-length: 99999999',
    'content-length:',
    'upgrade: h2c',
    'expect: 100-continue',
    'expect: else',
    'te: trailers',
  ),
  fc.integer({ min: 0, max: 12 }).map((length) => `content-length: ${length}`),
  fc
    .tuple(fc.constantFrom('content-type', 'A', 'x-api-key'), fc.string({ maxLength: 8 }))
    .map((pair) => pair.join(': ')),
);

const body = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('hello', '5\r\nhello\r\n0\r\n\r\n', raw(['host: p', 'content-length: 2'], 'hi')),
);

const request = fc.record({
  first: fc.oneof(
    { weight: 8, arbitrary: fc.constant('POST /api/sms HTTP/1.1') },
    fc.constantFrom(
      'POST /api/sms HTTP/1.0',
      'POST  /api/sms HTTP/1.1',
      'post /api/sms HTTP/1.1',
      'GET / HTTP/1.1',
      '',
    ),
  ),
  lines: fc
    .tuple(fc.constantFrom('all', 'host', 'none'), fc.array(line, { maxLength: 3 }), body)
    .map(([given, others, content]) => ({
      lines: [
        ...(given === 'none' ? [] : ['host: p']),
        ...others,
        ...(given === 'all' ? [`content-length: ${content.length}`] : []),
      ],
      body: content,
    })),
  end: fc.oneof({ weight: 8, arbitrary: fc.constant('\r\n\r\n') }, fc.constantFrom('\n\n', '\r\n', '\n\r\n')),
  cuts: fc.array(fc.nat(80), { maxLength: 2 }),
});

test('interprets every request as Node alone does', async () => {
  const readBy = { us: 0, node: 0 };
  const property = fc.asyncProperty(request, async ({ first, lines, end, cuts }) => {
    const text = [first, ...lines.lines].join('\r\n') + end + lines.body;
    const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
    const pieces = at.slice(1).map((to, i) => text.slice(at[i], to));
    const ours = await exchange(server, pieces);
    expect(comparable(ours)).toBe(comparable(await exchange(plain, pieces)));
    if (ours.includes('x-read-by: us')) readBy.us++;
    else if (ours.includes('x-read-by: node')) readBy.node++;
  });
  await fc.assert(property, { numRuns: MAX_EXAMPLES });
  // Without requests on both readers, there is no comparison.
  expect(Math.min(readBy.us, readBy.node)).toBeGreaterThan(10);
});
