import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWebUrl, webHost } from './web-url';

describe('parseWebUrl', () => {
  it.each([
    ['https://example.com', 'https://example.com/'],
    ['HTTPS://Example.COM/Path', 'https://example.com/Path'],
    ['http://example.com:80/', 'http://example.com/'],
    ['https://example.com:443/', 'https://example.com/'],
    ['http://example.com:443/', 'http://example.com:443/'],
    ['https://example.com./x', 'https://example.com/x'],
    ['https://bücher.example/é', 'https://xn--bcher-kva.example/%C3%A9'],
    ['http://0x7f.1/', 'http://127.0.0.1/'],
    ['http://[2606:4700:0::1111]/', 'http://[2606:4700::1111]/'],
    ['http://example.com/a/../b?c=d#e', 'http://example.com/b?c=d#e'],
    ['http://example.com?x', 'http://example.com/?x'],
  ])('normalizes %s to %s', (text, href) => {
    expect(parseWebUrl(text).url?.href).toBe(href);
  });

  it.each([
    '',
    ' ',
    'http:',
    'http://',
    'http:///h/p',
    'http://http://h.example/p',
    'https://HTTPS://h.example',
    'http:/h/p',
    'http:h/p',
    'http:\\\\h\\p',
    'http:/\\h/p',
    'http://h\\p',
    'http://h/a\\b',
    'http://[::1',
    'http://[::1]x/',
    'http://a..b/',
    'http://a.b../',
    'http://.a.b/',
    'http://%zz/',
    'http://a%00b/',
    'http://a b/',
    'http://a/b c',
    'http://a/\tb',
    'http://a/\nb',
    'http://a/\u0000',
    'http://exam\u200bple.com/',
    'http://example.com/\u202e',
    'http://example.com/\u3000',
    'http://example.com/\ud83d',
    'http://user:pw@h.example/',
    'http://user@h.example/',
    'http://@h.example/',
    'http://:@h.example/',
    'http://h.example:0/',
    'http://h.example:99999/',
    'http://h.example:-1/',
    'http://h.example:80x/',
    "http://a'b.example/",
    'http://a{b}.example/',
    `http://${'a'.repeat(64)}.example/`,
    `http://${'abcdefgh.'.repeat(30)}example/`,
    `http://h.example/${'a'.repeat(10_000)}`,
    `http://h.example/${'é'.repeat(400)}`,
    'ftp://h.example/',
    'javascript://h.example/',
    'ws://h.example/',
    '//h.example/',
    'h.example/',
    'null',
  ])('rejects %j', (text) => {
    const { url, problem } = parseWebUrl(text);
    expect(url).toBeNull();
    expect(problem).toMatch(/^(Use|Leave) .*\.$/);
    expect(webHost(text)).toBe('');
  });

  it.each([
    ['http://a/b c', 'U+0020 (space)'],
    ['http://a/\tb', 'U+0009 (tab)'],
    ['http://exam\u200bple.com/', 'U+200B (zero-width space)'],
    ['http://h.example:65536/', 'port'],
    ['http://h.example:-1/', 'port'],
    ['http://[2606:4700::1]:99999/', 'port'],
    ['http://%zz:80/', 'full URL'],
    ['http://[::1', 'full URL'],
  ])('names the problem of %j: %s', (text, words) => {
    expect(parseWebUrl(text).problem).toContain(words);
  });

  it('accepts its own normal form unchanged, so that what is stored is what is used', () => {
    const texts = fc.oneof(
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { url } = parseWebUrl(text);
        if (url) expect(parseWebUrl(url.href).url?.href).toBe(url.href);
      }),
      { seed: 12 },
    );
  });
});
