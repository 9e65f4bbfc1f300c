import fs from 'node:fs';
import { expect, test } from 'vitest';
import { COMMAND_STATUSES, hexCode } from './command-status';
import { smppSettingsSchema } from './settings';

const text = fs.readFileSync('docs/carriers-smpp.md', 'utf8');
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );

test('docs/carriers-smpp.md has every status with its effect and meaning', () => {
  const documented = rows.filter(([code]) => code?.startsWith('0x'));
  expect(documented).toEqual(
    COMMAND_STATUSES.map(({ code, name, effect, meaning }) => [hexCode(code), `\`${name}\``, effect, meaning]),
  );
});

test('docs/carriers-smpp.md has every setting', () => {
  const documented = new Set([...text.matchAll(/`(\w+)(?:\.\w+)?`/g)].map(([, name]) => name));
  expect(Object.keys(smppSettingsSchema.shape).filter((name) => !documented.has(name))).toEqual([]);
});
