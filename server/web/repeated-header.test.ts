import { describe, expect, test } from 'vitest';
import { useEntrance } from '@/lib/testing/entrance';

const { ask, reached } = useEntrance();

describe('a header that is given twice where one counts is refused by its name', () => {
  test.each([
    'host: other',
    'Host: p',
    'content-type: text/plain',
    'X-API-KEY: other',
    'authorization: Bearer other',
    'idempotency-key: "b"',
    'date: Sat, 28 Nov 2026 00:00:00 GMT',
    'content-md5: x',
    'x-forwarded-host: other',
    'origin: http://p',
  ])('%s', async (line) => {
    const name = line.split(':')[0]?.toLowerCase() as string;
    for (const first of ['POST /api/sms', 'GET /messages']) {
      const answer = await ask(first, [line, line], '{}');
      expect([answer.status, answer.json?.code]).toEqual([400, 'invalid_request']);
      expect(answer.json?.detail).toContain(`header ${name} `);
    }
    expect(reached()).toEqual([]);
  });

  test('behind 2,500 others, too', async () => {
    const others = Array.from({ length: 2_500 }, () => 'a:');
    const answer = await ask('POST /api/sms', ['x-api-key: a', ...others, 'x-api-key: b'], '{}');
    expect(answer.json?.detail).toContain('header x-api-key ');
  });

  test.each([
    ['content-length twice', ['content-length: 2', 'content-length: 2'], 400, 'header content-length '],
    ['content-length beside chunks', ['content-length: 2', 'transfer-encoding: chunked'], 400, 'transfer-encoding'],
    ['a head too large', [`a: ${'x'.repeat(20_000)}`], 431, '16 KiB'],
    ['a line that is no header', ['no header'], 400, 'not valid HTTP'],
  ])('%s, which Node refuses itself, is answered as a problem', async (_, headers, status, words) => {
    const answer = await ask('POST /api/sms', headers);
    expect([answer.status, answer.json?.code]).toEqual([status, 'invalid_request']);
    expect(answer.json?.detail).toContain(words);
  });

  test('lists may come in several lines', async () => {
    await ask('GET /messages', [
      'accept: a/b',
      'accept: text/html',
      'x-forwarded-for: 1.1.1.1',
      'x-forwarded-for: 2.2.2.2',
    ]);
    expect(reached()).toEqual(['GET /messages']);
  });
});
