import { expect, test } from 'vitest';
import { readSources } from './sources';

const tests = [...readSources().values()].filter(({ file }) => /\.(test|spec)\.tsx?$/.test(file));

/** Assertions that cannot fail, or pass for another reason than intended, and waits without a condition. */
const FORBIDDEN: Record<string, RegExp> = {
  'a rejection with any value': /\.rejects\s*\.(toBeTruthy|toBeDefined|not\b)/,
  'an exception of any kind': /\.toThrow(Error)?\(\)/,
  'a constant': /expect\((true|false|null|undefined|\d+)\)/,
  'a matcher that any value passes': /\.(toBeDefined|toBeTruthy|toBeFalsy)\(\)|\.toMatchObject\(\{\}\)/,
  'an expectation in a handler that may not run': /\.(catch|then)\(\(?\w*\)? =>\s*expect/,
  'a wait without await': /[;{]\s*\n\s*(vi\.waitFor\(|expect\.poll\(|fc\.assert\(\s*fc\.asyncProperty)/,
  'a browser expectation without await':
    /[;{]\s*\n\s*expect\([^;]*\)\.(not\.)?to(BeVisible|BeHidden|BeFocused|BeChecked|BeEnabled|BeDisabled|Pass|ContainText|Have(Text|Count|URL|Value|Attribute))\(/,
  'a promise without await': /^\s*expect\([^;]*?\)\s*\.(rejects|resolves)\b/m,
  'an expectation without a matcher': /^\s*(await )?expect(\.soft)?\([^()]*(\([^()]*\)[^()]*)*\);$/m,
  'a fixed sleep': /waitForTimeout|\bsleep\(|await new Promise\(\(?\w*\)? => setTimeout/,
  'a retry': /\bretr(ies|y): \d/,
  'a skipped or only test': /\b(test|it|describe)\.(only|skip|fixme)\b/,
};

test.each(Object.entries(FORBIDDEN))('no test contains %s', (_, pattern) => {
  const found = tests
    .filter(({ file }) => file !== 'lib/testing/assertions.test.ts')
    .filter(({ text }) => pattern.test(text))
    .map(({ file, text }) => `${file}: ${pattern.exec(text)?.[0].trim()}`);
  expect(found).toEqual([]);
});

test('each pattern matches its example', () => {
  const examples = [
    'await expect(run()).rejects.toBeTruthy();',
    'expect(() => run()).toThrow();',
    'expect(true).toBe(true);',
    'expect(run()).toBeDefined();',
    'run().catch((error) => expect(error.code).toBe(1));',
    'run();\n  vi.waitFor(() => expect(run()).toBe(1));',
    'run();\n  expect(page.getByText("x")).toBeVisible();',
    '  expect(run()).rejects.toThrow("no");',
    'await expect(page.getByText("x"));',
    'await page.waitForTimeout(5);',
    "test('x', { retry: 2 }, run);",
    "test.only('x', run);",
  ];
  expect(Object.values(FORBIDDEN).map((pattern, i) => pattern.test(examples[i] ?? ''))).toEqual(
    examples.map(() => true),
  );
});
