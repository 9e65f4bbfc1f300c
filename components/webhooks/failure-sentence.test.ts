import { expect, test } from 'vitest';
import { failureSentence } from './failure-sentence';

test.each([
  ['dns_failure', 'The host name could not be resolved.'],
  ['500', 'HTTP 500.'],
  ['HTTP 503', 'HTTP 503.'],
  ['A sentence.', 'A sentence.'],
  ['constructor', 'constructor.'],
])('%s: %s', (text, sentence) => {
  expect(failureSentence(text)).toBe(sentence);
});
