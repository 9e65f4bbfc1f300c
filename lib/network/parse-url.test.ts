import { expect, it } from 'vitest';
import { readSources } from '../testing/sources';
import { parseUrl } from './parse-url';
import { parseWebUrl } from './web-url';

it('has the same result however often it is called', () => {
  for (let call = 0; call < 20_000; call++) {
    if (parseWebUrl('https://bücher.example/é').url === null) expect.fail(`refused at call ${call}`);
    if (parseUrl('https://') !== null || parseUrl('no url') !== null) expect.fail(`accepted at call ${call}`);
  }
});

it('is used in place of URL.canParse', () => {
  const offending = [...readSources().values()].filter(({ text }) => /\bURL\s*\.\s*canParse\(/.test(text));
  expect(offending.map(({ file }) => file)).toEqual([]);
});
