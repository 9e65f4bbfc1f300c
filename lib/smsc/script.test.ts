import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseScript, readScript } from './script';

describe('a script', () => {
  test('may be empty: every message is accepted and delivered', () => {
    expect(parseScript({})).toMatchObject({
      answers: { delayMs: [0, 0], errors: [], lost: 0 },
      receipts: { states: { DELIVRD: 1 }, ids: ['same'], form: 'both', missing: 0 },
      deliverWindow: 100,
    });
  });

  test('names statuses in each form', () => {
    const errors = ['ESME_RSYSERR', '0x08', '8', 8].map((status) => ({ status }));
    expect(parseScript({ answers: { errors } }).answers.errors.map(({ status }) => status)).toEqual([8, 8, 8, 8]);
  });

  test.each([
    [
      { answers: { errors: [{ status: 'ESME_RNONE' }] } },
      'answers.errors.0.status: "ESME_RNONE" is no status. Write it as ESME_RSYSERR, 0x08 or 8.',
    ],
    [{ answers: { errors: [{ status: 8, to: '(' }] } }, 'answers.errors.0.to: "(" is no regular expression.'],
    [{ answers: { lost: 2 } }, 'answers.lost: A share is a number from 0 to 1.'],
    [{ answers: { delayMs: -1 } }, 'answers.delayMs: A time cannot be negative.'],
    [{ answers: { delayMs: 'x' } }, 'answers.delayMs: Write a number of milliseconds, or [from, to].'],
    [{ receipts: { states: { OK: 1 } } }, 'receipts.states'],
    [{ receipts: { ids: 'octal' } }, 'receipts.ids: An id form is one of same, hex, decimal, padded, upper, lower.'],
    [{ receipts: { gap: { everySeconds: 0, seconds: 1 } } }, 'receipts.gap.everySeconds: It must be above 0.'],
    [{ garbage: [{ kind: 'noise' }] }, 'garbage.0.kind: A kind is one of short_length'],
    [{ inbound: [{ from: '1', to: '2' }] }, 'inbound.0.text'],
    [{ unknown: 1 }, 'script: '],
    [[], 'script: '],
  ])('is refused with the field and the fix: %j', (script, problem) => {
    expect(() => parseScript(script)).toThrow(problem);
  });

  test('that is no JSON, or no file, is named', () => {
    const file = path.join(fs.mkdtempSync('/tmp/smsc-script-'), 'script.json');
    expect(() => readScript(file)).toThrow(`${file} cannot be read: ENOENT.`);
    fs.writeFileSync(file, '{');
    expect(() => readScript(file)).toThrow(`${file} is not JSON`);
    fs.rmSync(path.dirname(file), { recursive: true });
  });

  test('in the documentation is valid, each', () => {
    const blocks = [...fs.readFileSync('docs/smsc.md', 'utf8').matchAll(/```json\n([\s\S]+?)```/g)];
    expect(blocks.length).toBeGreaterThan(3);
    for (const [, json] of blocks) parseScript(JSON.parse(json ?? ''));
  });
});
