import fs from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { readSources } from './testing/sources';

/** Words that code, tests and documentation must not use, with the replacement. docs/glossary.md has the terms in use. */
const FORBIDDEN: readonly [words: string, instead: string][] = [
  ['somebody|nobody|anybody|everybody|whoever', 'name the actor: user, client, caller, request, process'],
  ['mend|mends|mended|mending', 'fix, suggested fix, resolved'],
  ['mightier', 'with more permissions, with more scopes'],
  ['anew', 'again'],
  ['told|tells', 'is notified, contains, describes, distinguishes'],
  ['whatever|whichever way', 'any, for any, independent of'],
  ['became of|becomes of', 'outcome, state'],
  ['dawdles|dawdling|mischief|strangers', 'slow, fault, other accounts'],
  ['picture of', 'cached key, snapshot, copy of'],
  ['patience', 'timeouts'],
  ['dear|dearer', 'expensive, more expensive'],
  ['gives (?:the|a|an|it|its|no|one|each|back|how|what|whether)', 'returns, grants'],
  ['give (?:a|an|the|it|one|at|each|true|your|every|whole)', 'enter, use, send, set'],
  ['takes it for|takes them for|taken for', 'reads as, is confused with'],
  ['stands (?:for|in|on|so|at|twice)', 'is, appears, represents'],
  ['let in|lets in|way in', 'allow, allowed, accepted'],
  ['hears|heard', 'is notified'],
  ['normalise|organisation|recognise|serialise|initialise|colour|behaviour|neighbour', 'the American spelling'],
  ['normalised|organisations|recognised|serialised|serialiser|initialised|colours|neighbours', 'the American spelling'],
];

const OTHER_FILES = [
  ...['prisma/schema.prisma', '.env.example', 'README.md', 'CONTRIBUTING.md', 'lib/README.md'],
  ...fs.readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];

/** Titles, names, comments and messages: the whole text of every file, except this one. */
const texts = [
  ...[...readSources().values()].filter(({ file }) => file !== 'lib/vocabulary.test.ts'),
  ...OTHER_FILES.map((file) => ({ file, text: fs.readFileSync(file, 'utf8') })),
];

const PATTERNS = FORBIDDEN.map(([words, instead]) => ({ pattern: new RegExp(`\\b(?:${words})\\b`, 'g'), instead }));

/** Splits identifiers into words, joins the lines of a comment, and ignores case. */
function wordsOf(text: string): string {
  return text
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .replace(/\s*\n\s*(?:\*(?!\/)|\/\/+)?\s*/g, ' ')
    .toLowerCase();
}

function offences(file: string, text: string): string[] {
  const words = wordsOf(text);
  return PATTERNS.flatMap(({ pattern, instead }) =>
    [...words.matchAll(pattern)].map(([found]) => `${file}: “${found}”. Write: ${instead}.`),
  );
}

describe('vocabulary', () => {
  it('covers code, tests and documentation', () => {
    expect(texts.filter(({ file }) => /\.test\.ts$/.test(file)).length).toBeGreaterThan(100);
    expect(texts.filter(({ file }) => /\.md$/.test(file)).length).toBeGreaterThan(3);
  });

  it('are standard terms in identifiers, comments, titles and messages', () => {
    expect(texts.flatMap(({ file, text }) => offences(file, text))).toEqual([]);
  });

  test.each([
    ['const mendingOf = 1;', 'mending'],
    ['const IS_TOLD = 1;', 'told'],
    ['/**\n * Returns what became\n * of it. */', 'became of'],
    ["test('a key that tells', () => {});", 'tells'],
    ["'Give a name.'", 'give a'],
    ['// A picture\n// of the key', 'picture of'],
    ["'Nobody can use it.'", 'nobody'],
  ])('finds the words in %j', (text, found) => {
    expect(offences('x.ts', text)).toEqual([expect.stringContaining(`“${found}”`)]);
  });

  test.each(['recommend', 'const commends = 1;', '// Returns the key.', "'dearth'"])('accepts %j', (text) => {
    expect(offences('x.ts', text)).toEqual([]);
  });
});

test('the glossary has at most 60 terms of one line each', () => {
  const rows = fs
    .readFileSync('docs/glossary.md', 'utf8')
    .split('\n')
    .filter((line) => /^\| (?!-|term)/.test(line));
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.length).toBeLessThanOrEqual(60);
});
