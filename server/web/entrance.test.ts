import { describe, expect, test } from 'vitest';
import { useEntrance } from '@/lib/testing/entrance';
import { readSources } from '@/lib/testing/sources';
import { CONSOLE_PATHS } from './console-paths';

const { ask, reached } = useEntrance();

const BROWSER = ['accept: text/html,application/xhtml+xml,*/*;q=0.8', 'sec-fetch-mode: navigate'];
const JSON_CLIENT = ['accept: application/json'];

describe('an unknown path', () => {
  const paths = [
    ...['/api', '/api/', '/api/nothing', '/API/sms', '//api/sms', '/%61pi/sms', '/api/sms/', '/api/Sms', '/api//sms'],
    ...['http://h/api/sms', 'http://h/', '/nothing', '//', '//nothing', '/v1/omnimessage', '/v1/messages', '/send'],
    ...['/2010-04-01/Accounts/AC1/Messages.json', '/cgi-bin/sendsms', '/send_sms', '/json?action=ping', '/_next/x'],
    ...['/rest/services/sendSMS/sendGroupSms?AUTH_KEY=k', '/api/auth/_log', '/api/auth/session', '/api/auth/providers'],
    ...['/api/auth/signout', '/api/auth/signin/credentials', '/api/auth', '/api/auth/CSRF'],
    ...['/api/auth/csrf/', '/api/%61uth/csrf', '/messages/1/2', '/docs/errors/a/b'],
  ];

  test.each(paths)('%s: returns 404 as problem+json for every method of an API client', async (path) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await ask(`${method} ${path}`, [], '{}');
      expect([answer.status, answer.json?.code]).toEqual([404, 'not_found']);
    }
    const form = await ask(`POST ${path}`, ['content-type: application/x-www-form-urlencoded'], 'a=1');
    expect(form.json?.code).toBe('not_found');
    expect(reached()).toEqual([]);
  });

  test.each(paths)('GET %s: 404 as problem+json for an API client', async (path) => {
    for (const headers of [[], JSON_CLIENT, ['accept: */*']]) {
      const answer = await ask(`GET ${path}`, headers);
      expect([answer.status, answer.json?.code]).toEqual([404, 'not_found']);
    }
    expect((await ask(`HEAD ${path}`)).status).toBe(404);
    expect(reached()).toEqual([]);
  });

  test.each(['/nothing', '/messages/1/2', '/docs/errors/a/b'])(
    "GET %s: returns the console's page to a browser",
    async (path) => {
      expect((await ask(`GET ${path}`, BROWSER)).head).toContain('text/html');
      expect(reached()).toEqual([`GET ${path}`]);
    },
  );

  const forPrograms = [
    '/v1/messages',
    '/api/nothing',
    '/API/sms',
    '/Metrics',
    '//api/sms',
    '//evil.example',
    '/cgi-bin/sendsms',
  ];
  test.each(forPrograms)('GET %s: returns JSON for every Accept header', async (path) => {
    expect((await ask(`GET ${path}`, BROWSER)).json?.code).toBe('not_found');
  });

  test.each(['/nothing', '/_next/x'])('POST %s: returns JSON for every Accept header', async (path) => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']) {
      expect((await ask(`${method} ${path}`, BROWSER)).json?.code).toBe('not_found');
    }
    expect(reached()).toEqual([]);
  });

  test('a large body does not change the response', async () => {
    const answer = await ask('POST /v1/messages', ['content-type: application/json'], 'x'.repeat(100_000));
    expect(answer.json?.code).toBe('not_found');
  });
});

describe('an ambiguous path is refused', () => {
  test.each([
    ...[
      '/api/auth/../sms',
      '/_next/../api/sms',
      '/api/sms/..',
      '/api/./sms',
      '/..',
      '/api/%2e%2e/sms',
      '/api/.%2E/sms',
    ],
    ...[
      '/api/auth/..;/sms',
      '/api/auth/..%2fsms',
      '/api%2Fsms',
      '/api\\sms',
      '/api/%5c../sms',
      '/api/sms%00',
      '/api/sms%0a',
    ],
    ...['/api/sms/%E4', '/api/sms/%', '/api/sms/%zz', '/api/sms/%c0%ae', '/messages#x', '/a\u00e4', '/api/sms/%7f'],
  ])('%s', async (path) => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const answer = await ask(`${method} ${path}`, BROWSER);
      // Node itself refuses some of them.
      expect(answer.status).toBe(400);
      if (answer.json) expect(answer.json.code).toBe('invalid_request');
    }
    expect(reached()).toEqual([]);
  });

  test.each(['/messages/a..b', '/developer-tools/api-keys/...', '/messages?next=../x', '/_next/static/a%5Bid%5D.js'])(
    '%s is not ambiguous',
    async (path) => {
      await ask(`GET ${path}`, BROWSER);
      expect(reached()).toEqual([`GET ${path}`]);
    },
  );
});

describe('pages', () => {
  test('the list contains exactly the pages and downloads of app/', () => {
    const files = [...readSources().keys()].filter((file) => /^app\/(.*\/)?(page\.tsx|route\.ts)$/.test(file));
    const paths = files
      .map((file) => `/${file.replace(/^app\/|\/?(page\.tsx|route\.ts)$/g, '')}`)
      .map((path) => path.replace(/\/\([\w-]+\)/g, '').replace(/\[\w+\]/g, '[id]') || '/')
      .filter((path) => !/^\/(api|metrics|hooks)(\/|$)/.test(path));
    expect([...new Set(paths)].sort()).toEqual(CONSOLE_PATHS);
  });

  test.each(CONSOLE_PATHS)('GET %s reaches Next for every client', async (path) => {
    const filled = path.replace('[id]', 'x');
    await ask(`GET ${filled}`, JSON_CLIENT);
    await ask(`GET ${filled}?a=1`, BROWSER);
    expect(reached()).toEqual([`GET ${filled}`, `GET ${filled}?a=1`]);
  });

  const OWN = ['origin: http://localhost'];
  test.each([
    ['an action of our own page', 'POST /messages', [...OWN, 'next-action: x', 'cookie: postern-session-x=1']],
    ['sign-in', 'POST /api/auth/callback/credentials', OWN],
    ['sign-in at the provider', 'POST /api/auth/signin/oidc', OWN],
    ['a browser without Origin', 'POST /messages', ['sec-fetch-site: same-origin']],
  ])('%s reaches Next', async (_, line, headers) => {
    await ask(line, [...headers, 'content-type: application/x-www-form-urlencoded'], 'a=1');
    expect(reached()).toEqual([line]);
  });

  test.each([
    ['sign-in as JSON', 'POST /api/auth/callback/credentials', ['content-type: application/json'], 415],
    ['sign-in without a type', 'POST /api/auth/callback/credentials', [], 415],
    ['multipart without a boundary', 'POST /sign-in', ['content-type: multipart/form-data'], 415],
    [
      'multipart',
      'POST /messages',
      ['Content-Type: Multipart/Form-Data; boundary=x', 'cookie: postern-session-x=1'],
      415,
    ],
  ])('%s is refused: nothing of ours posts it, and it would end in a 500', async (_, line, headers, status) => {
    const answer = await ask(line, [...OWN, ...headers], '--x');
    expect([answer.status, answer.json?.code]).toEqual([status, 'unsupported_media_type']);
    expect(reached()).toEqual([]);
  });

  test.each(['%00', '%0d%0aX: y', '%7F', 'a%1bb'])('sign-in rejects %s in its query', async (text) => {
    const answer = await ask(`GET /api/auth/error?error=${encodeURI(text).replaceAll('%25', '%')}`, BROWSER);
    expect([answer.status, answer.json?.code]).toEqual([400, 'invalid_request']);
    expect(reached()).toEqual([]);
  });

  test.each([
    ['sign-in', 'POST /api/auth/callback/credentials', ['content-type: application/x-www-form-urlencoded'], 9_000],
    ['an action without a session', 'POST /setup', [], 70_000],
    ['an action with one', 'POST /messages', ['cookie: postern-session-x=1'], 1_100_000],
  ])('a body that is too large is refused for %s', async (_, line, headers, bytes) => {
    const answer = await ask(line, [...OWN, ...headers, `content-length: ${bytes}`]);
    expect([answer.status, answer.json?.code]).toEqual([413, 'body_too_large']);
    expect(reached()).toEqual([]);
  });

  const FOREIGN = ['origin: http://evil.example'];
  test.each([
    ['another site with a session', 'POST /messages', [...FOREIGN, 'cookie: postern-session-x=1']],
    ['another site without one', 'POST /messages', FOREIGN],
    ['another site’s sign-in (login CSRF)', 'POST /api/auth/callback/credentials', FOREIGN],
    ['sign-in without an origin', 'POST /api/auth/callback/credentials', []],
    ['a session without an origin', 'POST /messages', ['cookie: postern-session-x=1']],
    ['an opaque origin', 'POST /messages', ['origin: null', 'cookie: postern-session-x=1']],
    ['a subdomain’s page', 'POST /messages', ['sec-fetch-site: same-site', 'cookie: postern-session-x=1']],
  ])('%s is refused', async (_, line, headers) => {
    const answer = await ask(line, headers, 'a=1');
    expect([answer.status, answer.json?.code]).toEqual([403, 'forbidden']);
    expect(reached()).toEqual([]);
  });

  test('an action without an origin is refused in the format that its page shows', async () => {
    const answer = await ask('POST /messages', ['next-action: x'], 'a=1');
    expect([answer.status, answer.json]).toEqual([403, null]);
    expect(reached()).toEqual([]);
  });

  test('an API client that posts to a page gets 405 and the path of the API', async () => {
    for (const line of ['POST /messages', 'POST /', 'PUT /messages', 'DELETE /overview']) {
      // Load balancers add cookies of their own.
      const answer = await ask(line, [...JSON_CLIENT, 'cookie: AWSALB=x'], '{}');
      expect([answer.status, answer.json?.code]).toEqual([405, 'method_not_allowed']);
      expect(answer.head).toMatch(/allow: GET, HEAD\r/);
    }
    expect(reached()).toEqual([]);
  });
});

describe('methods', () => {
  test.each([
    ['OPTIONS /api/sms', 204, 'GET, HEAD, POST'],
    ['OPTIONS /api/sms/1', 204, 'GET, HEAD, DELETE'],
    ['OPTIONS *', 204, 'GET, HEAD, POST, PATCH, DELETE'],
    ['PUT /api/sms', 405, 'GET, HEAD, POST'],
    ['TRACE /api/keys', 405, 'GET, HEAD, POST'],
    ['POST /api/health/live', 405, 'GET, HEAD'],
    ['DELETE /api/sms/batch', 405, 'POST'],
  ])('%s: %i, Allow: %s', async (line, status, allow) => {
    const answer = await ask(line);
    expect(answer.status).toBe(status);
    expect(answer.head).toContain(`allow: ${allow}\r`);
  });

  test('OPTIONS of an unknown path: 404', async () => {
    expect((await ask('OPTIONS /api/nothing')).status).toBe(404);
  });
});
