import { STORABLE } from '../base/storable-text';
import { withoutSeparators } from '../numbers/pasted';
import { canonicalAddress } from './address';
import type { ReceivedConditions } from './page-statement';

/** UTF-16 units of a search, and words of it that are searched for. */
const MAX_SEARCH = 200;
const MAX_WORDS = 8;
/** A whole number: with fewer digits it may also be a code in a text. */
const NUMBER = /^(?:\+\d{5,15}|\d{9,15})$/;

/**
 * Returns what a text in the search field matches: a phone number the messages from or to it, anything else those with all
 * of its words, or from the sender of that name. Null for a text that is in no message.
 */
export function searchConditions(text: string): Pick<ReceivedConditions, 'either' | 'words'> | null {
  const search = text.trim();
  if (search === '' || !STORABLE.test(search)) return null;
  if (NUMBER.test(withoutSeparators(search))) return { either: canonicalAddress(search) };
  const all = search.slice(0, MAX_SEARCH).toWellFormed().split(/\s+/u).slice(0, MAX_WORDS);
  return { words: { all, name: canonicalAddress(search) } };
}
