import { expect, test } from 'vitest';
import * as z from 'zod';
import { ENDPOINTS } from '../api/endpoints';
import { type ErrorCode, HTTP_STATUS } from '../base/errors';
import { requireDeclared } from './declared-response';

const problem = (code: ErrorCode) => {
  const status = HTTP_STATUS[code];
  return {
    type: `https://example.com/docs/errors/${code}`,
    title: 'No',
    status,
    code,
    detail: 'No.',
    request_id: null,
  };
};
const live = { status: 200, json: { status: 'live' } };

test('accepts the declared body, and each declared error with its status', () => {
  requireDeclared('GET', '/api/health/live?a=1', live);
  for (const { method, path, errors } of ENDPOINTS) {
    for (const code of errors) {
      const json = problem(code);
      requireDeclared(method, path.replace('{id}', 'x'), { status: json.status, json });
    }
  }
  requireDeclared('PUT', '/api/sms', { status: 405, json: problem('method_not_allowed') });
});

test.each<[string, string, string, { status: number; json: unknown }, RegExp]>([
  [
    'a field that is not declared',
    'GET',
    '/api/health/live',
    { status: 200, json: { status: 'live', secret: 'x' } },
    /unrecognized_keys/,
  ],
  ['a missing field', 'GET', '/api/health/live', { status: 200, json: {} }, /invalid_value/],
  ['another status of success', 'GET', '/api/health/live', { ...live, status: 201 }, /invalid_/],
  [
    'an error that is not declared',
    'GET',
    '/api/sms/x',
    { status: 409, json: problem('not_cancellable') },
    /does not declare not_cancellable/,
  ],
  [
    'an error with the status of another',
    'GET',
    '/api/sms/x',
    { status: 409, json: problem('not_found') },
    /has the status 409/,
  ],
  [
    'a problem with more fields',
    'GET',
    '/api/sms/x',
    { status: 404, json: { ...problem('not_found'), stack: '' } },
    /unrecognized_keys/,
  ],
  ['a success of no endpoint', 'GET', '/api/none', live, /invalid_/],
])('throws for %s', (_, method, path, response, message) => {
  expect(() => requireDeclared(method, path, response)).toThrow(message);
});

test('every response can be written as JSON Schema', () => {
  for (const { response } of ENDPOINTS) expect(z.toJSONSchema(response)).toMatchObject({ $schema: expect.any(String) });
});
