import { describe, expect, test } from 'vitest';
import { parseAuthParams } from './auth-params';

const parse = (header: string) => {
  const params = parseAuthParams(header, 'hmac');
  return params && Object.fromEntries(params);
};

describe('parseAuthParams', () => {
  test.each([
    ['hmac a="1", b="2"', { a: '1', b: '2' }],
    ['HMAC A="1",b=2', { a: '1', b: '2' }],
    ['hmac  a = "1" ,\tb  ="2"', { a: '1', b: '2' }],
    ['hmac a="x, b=\\"y\\" \\\\"', { a: 'x, b="y" \\' }],
    ['hmac a="b=1"', { a: 'b=1' }],
    ['hmac , a="1",, b="2" ,', { a: '1', b: '2' }],
    ['hmac a=""', { a: '' }],
    ['hmac ', {}],
  ])('parses %j', (header, expected) => {
    expect(parse(header)).toEqual(expected);
  });

  test.each([
    'hmac',
    'hmacx a="1"',
    'Bearer a="1"',
    'hmac a',
    'hmac a=',
    'hmac a="1',
    'hmac a="1\\"',
    'hmac a="1" b="2"',
    'hmac a="1", a="2"',
    'hmac a="1", A="2"',
    'hmac a="1"; b="2"',
    "hmac a='1 2'",
    'hmac ="1"',
    'hmac dGVzdA==',
  ])('rejects %j', (header) => {
    expect(parse(header)).toBeNull();
  });
});
