import { expect, test } from 'vitest';
import { isAppError } from '../base/errors';
import { toAppError } from './translate-error';

const coded = (code: string, message = 'failed') => Object.assign(new Error(message), { code });

test.each([
  ['no server', coded('ECONNREFUSED')],
  ['no socket', Object.assign(new Error('connect ENOENT /data/.s.PGSQL.5432'), { code: 'ENOENT' })],
  ['no host', coded('ENOTFOUND')],
  ['too many connections', coded('53300')],
  ['starting or stopping', coded('57P03')],
  ['ended by the administrator', coded('57P01')],
  ['no free connection in the pool', new Error('timeout exceeded when trying to connect')],
  ['no connection in time', new Error('Connection terminated due to connection timeout')],
  ['a connection known to be broken', new Error('Client has encountered a connection error and is not queryable')],
  ['Prisma cannot reach it', coded('P1001')],
  ['several addresses without a response', new AggregateError([coded('ECONNREFUSED')])],
  ['wrapped', new Error('outer', { cause: coded('ECONNREFUSED') })],
  ['a concurrent change', coded('40P01')],
  ['a statement that took too long', coded('57014')],
  ['a lock that was not granted', coded('55P03')],
])('%s: 503, and nothing was done', (_, error) => {
  const { code, message, retryAfterS } = toAppError(error);
  expect([code, retryAfterS]).toEqual(['unavailable', expect.any(Number)]);
  expect(message).toContain('Nothing was done');
});

test.each([
  ['cut', coded('ECONNRESET')],
  ['closed', new Error('Connection terminated unexpectedly')],
  ['silent', new Error('Query read timeout')],
  ['ended by a crash', coded('57P02')],
  ['lost, as reported by the server', coded('08006')],
  ['lost, as reported by Prisma', coded('P1017')],
])('responds with 503 and an unknown outcome for a connection that is %s', (_, error) => {
  const { code, message } = toAppError(error);
  expect(code).toBe('unavailable');
  expect(message).toContain('it is not known whether this was done');
});

test('hides the message of an unexpected error and keeps it for the log', () => {
  const cause = new Error('secret');
  const error = toAppError(cause);
  expect([error.code, error.cause]).toEqual(['internal', cause]);
  expect(error.message).not.toContain('secret');
});

test('recognizes an error of another copy of the module', () => {
  const other = Object.assign(new Error('There is no such message.'), {
    code: 'not_found',
    [Symbol.for('postern.app-error')]: true,
  });
  expect(toAppError(other)).toBe(other);
  for (const none of [new Error('x'), null, undefined, 'text', { code: 'not_found' }]) {
    expect(isAppError(none)).toBe(false);
  }
});
