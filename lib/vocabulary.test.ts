import fs from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { readSources } from './testing/sources';

/** Words that production code must not use, with what to write instead. docs/glossary.md has the words in use. */
const FORBIDDEN: readonly [words: string, instead: string][] = [
  ['somebody|nobody|anybody|everybody|whoever', 'name the actor: user, client, caller, request, process'],
  ['mend|mends|mended|mending', 'fix, suggested fix, resolved'],
  ['mightier', 'with more permissions, with more scopes'],
  ['anew', 'again'],
  ['told of|tells of|is told|are told|be told', 'is notified, contains, describes'],
  ['picture of', 'cached key, snapshot, copy of'],
  ['patience', 'timeouts'],
  ['dear|dearer', 'expensive, more expensive'],
  ['gives the|gives back|gives how|gives what|gives whether', 'returns'],
  ['takes it for|takes them for|taken for', 'reads as, is confused with'],
  ['stands for', 'is, means, represents'],
  ['let in|lets in|way in', 'allow, allowed, accepted'],
  ['hears', 'is notified'],
  ['normalise|organisation|recognise|serialise|initialise|colour|behaviour|neighbour', 'the American spelling'],
  ['normalised|organisations|recognised|serialised|serialiser|initialised|colours|neighbours', 'the American spelling'],
];

const isProduction = (file: string) => !/\.test\.tsx?$/.test(file);
const sources = [
  ...[...readSources().values()].map(({ file, text }) => ({ file, text })),
  { file: 'prisma/schema.prisma', text: fs.readFileSync('prisma/schema.prisma', 'utf8') },
].filter(({ file }) => isProduction(file));

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
  it('covers the sources', () => {
    expect(sources.length).toBeGreaterThan(50);
  });

  it('are standard terms in identifiers, comments, titles and messages', () => {
    expect(sources.flatMap(({ file, text }) => offences(file, text))).toEqual([]);
  });

  test.each([
    ['const mendingOf = 1;', 'mending'],
    ['const IS_TOLD = 1;', 'is told'],
    ['/**\n * Returns what is\n * told. */', 'is told'],
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
