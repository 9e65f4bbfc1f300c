import { expect, test } from 'vitest';
import { parseTargets } from './targets';

const written = (text: string) =>
  parseTargets(text).targets.map(
    ([network, bits, port]) => `${network}/${bits}${port === undefined ? '' : ` port ${port}`}`,
  );

test.each([
  ['10.1.2.3/8', ['10.0.0.0/8']],
  ['10.0.0.5:25', ['10.0.0.5/32 port 25']],
  ['10.0.0.0/8:6379', ['10.0.0.0/8 port 6379']],
  ['::ffff:127.0.0.1', ['127.0.0.1/32']],
  ['[::ffff:127.0.0.1]:25', ['127.0.0.1/32 port 25']],
  ['fd00::/8', ['fd00::/8']],
  ['fd00::5', ['fd00::5/128']],
  ['[fd00::5]:25', ['fd00::5/128 port 25']],
  ['[fd00::/8]:65535', ['fd00::/8 port 65535']],
  ['10.0.0.1,10.0.0.2:25; fd00::1\n10.0.0.3', ['10.0.0.1/32', '10.0.0.2/32 port 25', 'fd00::1/128', '10.0.0.3/32']],
  ['', []],
])('parses %j', (text, expected) => {
  expect(parseTargets(text).problems).toEqual([]);
  expect(written(text)).toEqual(expected);
});

test.each([
  '10.0.0.5:0',
  '10.0.0.5:65536',
  '10.0.0.5:',
  '10.0.0.5:http',
  '10.0.0.5:25:26',
  '[::1]',
  '[10.0.0.5]:25',
  '[fd00::5]:0',
  'fe80::1%eth0',
  '127.1:25',
  '010.0.0.1:25',
  '::1.2.3.4',
  '[::1.2.3.4]:25',
  'proxy.example.com:25',
])('names %j as invalid', (entry) => {
  expect(parseTargets(`10.0.0.1\n${entry}`)).toMatchObject({
    targets: [expect.anything()],
    problems: [{ line: 2, text: entry, message: expect.stringMatching(/\.$/) }],
  });
});
