import pino from 'pino';
import { expect, test } from 'vitest';
import { terminalSafe } from './logger';

test('a log line has no characters that a terminal interprets, and stays JSON', () => {
  const lines: string[] = [];
  const name = 'Shop\u001b[31m\u009b2J\u202e\u2028\nforged';
  pino({ base: null }, terminalSafe({ write: (line: string) => lines.push(line) })).info({ name }, 'made');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^[ -~]+\n$/);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ name, msg: 'made' });
});
