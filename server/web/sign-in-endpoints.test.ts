import { expect, test } from 'vitest';
import { handlerOf } from './console-paths';

const handler = (line: string, hasSingleSignOn: boolean) => {
  const [method = '', path = ''] = line.split(' ');
  return handlerOf({ path, sent: path, method }, hasSingleSignOn);
};

test.each(['POST /api/auth/signin/oidc', 'GET /api/auth/callback/oidc', 'HEAD /api/auth/callback/oidc'])(
  '%s exists only with a provider',
  (line) => {
    expect([handler(line, true), handler(line, false)]).toEqual(['page', 'api']);
  },
);

test.each(['GET /api/auth/csrf', 'POST /api/auth/callback/credentials', 'GET /api/auth/error', 'GET /api/auth/signin'])(
  '%s needs none',
  (line) => {
    expect([handler(line, true), handler(line, false)]).toEqual(['page', 'page']);
  },
);

test.each([
  ...['POST /api/auth/_log', 'GET /api/auth/session', 'GET /api/auth/providers', 'POST /api/auth/signout'],
  ...[
    'POST /api/auth/csrf',
    'GET /api/auth/callback/credentials',
    'GET /api/auth/signin/oidc',
    'POST /api/auth/signin',
  ],
  ...[
    'PUT /api/auth/error',
    'GET /api/auth/verify-request',
    'POST /api/auth/callback/email',
    'GET /api/auth/constructor',
  ],
])('%s does not exist', (line) => {
  expect([handler(line, true), handler(line, false)]).toEqual(['api', 'api']);
});
