import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { plainDigest, verifyContentDigest, verifyDigest } from './body-digest';

const BODY = Buffer.from('{"hello": "world"}');
const of = (hash: string, body = BODY) => createHash(hash).update(body).digest('base64');
const [SHA256, SHA512, SHA1, MD5] = ['sha256', 'sha512', 'sha1', 'md5'].map((hash) => of(hash)) as [
  string,
  string,
  string,
  string,
];
const OTHER = of('sha256', Buffer.from('{}'));

test('matches the example values of RFC 9530 and RFC 3230', () => {
  expect(SHA256).toBe('X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=');
});

describe('Digest (RFC 3230, RFC 5843)', () => {
  test.each([
    [`SHA-256=${SHA256}`, 'strong'],
    [`sha-256=${SHA256}`, 'strong'],
    [`Sha-512=${SHA512}`, 'strong'],
    [`sha-256=${SHA256},md5=${MD5}`, 'strong'],
    [`MD5=${MD5}, SHA-256=${SHA256}`, 'strong'],
    [`unixsum=30637, sha-256=${SHA256}`, 'strong'],
    [`, sha-256=${SHA256} ,`, 'strong'],
    [`md5=${MD5}`, 'weak'],
    [`SHA=${SHA1}`, 'weak'],
    [`SHA=${SHA1},MD5=${MD5}`, 'weak'],
    ['unixsum=30637', 'unknown'],
    [`id-sha-256=${SHA256}`, 'unknown'],
    ['', 'unknown'],
    [`sha-256=${OTHER}`, 'wrong'],
    [`sha-256=${SHA256},md5=${OTHER}`, 'wrong'],
    [`sha-256=${OTHER}, sha-256=${SHA256}`, 'wrong'],
    [`sha-256=${SHA256}, sha-256=${OTHER}`, 'wrong'],
    [`sha-256=${SHA256.toLowerCase()}`, 'wrong'],
    [`sha-256=${SHA256.replace('=', '')}`, 'wrong'],
    [`sha-256=:${SHA256}:`, 'wrong'],
    ['sha-256=', 'wrong'],
    [SHA256.replace('=', ''), 'wrong'],
    [`sha-256=${SHA256};q=1`, 'wrong'],
  ])('%s: %s', (value, expected) => {
    expect(verifyDigest(value, BODY)).toBe(expected);
  });
});

describe('Content-Digest (RFC 9530)', () => {
  test.each([
    [`sha-256=:${SHA256}:`, 'strong'],
    [`sha-512=:${SHA512}:`, 'strong'],
    [`sha-256=:${SHA256}:, sha-512=:${SHA512}:`, 'strong'],
    [`sha-256=:${SHA256}:,md5=:${MD5}:`, 'strong'],
    [`unixsum=:AAA=:, sha-256=:${SHA256}:;a=1`, 'strong'],
    [`md5=:${MD5}:, sha=:${SHA1}:`, 'weak'],
    ['crc32c=:AAA=:', 'unknown'],
    ['sha-384=:AAA=:', 'unknown'],
    ['', 'unknown'],
    [`sha-256=:${OTHER}:`, 'wrong'],
    [`sha-256=:${SHA256}:, sha-512=:${SHA256}:`, 'wrong'],
    [`sha-256=:${SHA256}:, md5=:${OTHER}:`, 'wrong'],
    [`sha-256=${SHA256}`, 'wrong'],
    [`sha-256="${SHA256}"`, 'wrong'],
    [`SHA-256=:${SHA256}:`, 'wrong'],
    [`xsha-256=:${OTHER}:`, 'unknown'],
    ['sha-256', 'wrong'],
    ['sha-256=:', 'wrong'],
    [`sha-256=(:${SHA256}:)`, 'wrong'],
  ])('%s: %s', (value, expected) => {
    expect(verifyContentDigest(value, BODY)).toBe(expected);
  });
});

test('accepts a bare digest in hex or base64', () => {
  const judge = plainDigest('sha256', false);
  const hex = Buffer.from(SHA256, 'base64').toString('hex');
  expect([hex, hex.toUpperCase(), SHA256, OTHER, ''].map((value) => judge(value, BODY))).toEqual([
    'strong',
    'strong',
    'strong',
    'wrong',
    'wrong',
  ]);
  expect(plainDigest('md5', true)(MD5, BODY)).toBe('weak');
});
