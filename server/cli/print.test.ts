import { expect, test, vi } from 'vitest';
import { print, shown, table } from './print';

const NAME = 'Shop\u001b[31m\u202e\nforged  row';

const printed = (run: () => void) => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  run();
  const text = write.mock.calls.map(([piece]) => String(piece)).join('');
  write.mockRestore();
  return text;
};

test('a table escapes a name from outside, in its own cell', () => {
  expect(table(['NAME', 'STATE'], [[NAME, 'enabled']]).split('\n')).toEqual([
    'NAME                             STATE',
    'Shop\\x1b[31m\\u202e\\nforged  row  enabled',
  ]);
});

test('messages and JSON contain no control character, and JSON stays valid', () => {
  expect(printed(() => print({}, {}, shown`Key "${NAME}" created:\n${'secret'}`))).toBe(
    'Key "Shop\\x1b[31m\\u202e\\nforged  row" created:\nsecret\n',
  );
  const json = printed(() => print({ json: true }, { name: NAME }, ''));
  expect(json).toBe('{"name":"Shop\\u001b[31m\\u202e\\nforged  row"}\n');
  expect(JSON.parse(json)).toEqual({ name: NAME });
});
