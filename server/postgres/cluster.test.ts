import { expect, test } from 'vitest';
import { crashLineOf, errorLineOf } from './cluster';

const at = '2026-11-28 17:07:56.120 UTC [9476] ';
const EARLY = `${at}FATAL:  the database system is starting up`;
const FULL = 'could not write to file "pg_wal/xlogtemp.9476": No space left on device';

test.each([
  ['a full disk while it starts', [EARLY, `${at}FATAL:  ${FULL}`, EARLY], FULL],
  ['a full disk in use', [`${at}PANIC:  ${FULL}`, `${at}LOG:  terminating any other active server processes`], FULL],
  [
    'another panic',
    [`${at}PANIC:  could not locate a valid checkpoint record`],
    'could not locate a valid checkpoint record',
  ],
  ['a kill', [`${at}LOG:  database system was shut down`, EARLY], null],
])('the cause of a crash: %s', (_, lines, cause) => {
  expect(crashLineOf(lines.join('\n'))).toBe(cause);
});

test.each([
  [
    'early clients say nothing',
    [EARLY, `${at}FATAL:  could not open file "x": Permission denied`],
    'could not open file "x": Permission denied',
  ],
  ['a full disk counts more than what follows from it', [`${at}FATAL:  x`, `${at}LOG:  ${FULL}`], FULL],
  ['initdb', ['initdb: error: directory exists'], 'directory exists'],
  ['nothing', [''], 'it ended without an error message'],
])('the error of a start: %s', (_, lines, error) => {
  expect(errorLineOf(lines.join('\n'))).toBe(error);
});
