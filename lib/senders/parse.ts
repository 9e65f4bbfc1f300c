import { parseInternational } from '../numbers/international';
import { withoutSeparators } from '../numbers/pasted';
import { characterName } from '../text/character-names';
import { MAX_WRITTEN_LENGTH, SENDER_RULE, senderForm } from './rules';

const INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}]/u;

/**
 * Returns the stored form of a sender ID, or why it is invalid. Numbers follow the same rule as recipients
 * (`parseInternational`); short codes belong to one country's carriers, so only their length is checked.
 */
export function parseSenderId(value: string): { sender: string } | { problem: string } {
  const form = senderForm(value);
  if (form === null) return { problem: problemOf(value) };
  if (form.kind !== 'number') return { sender: form.value };
  const parsed = parseInternational(form.value);
  return 'number' in parsed ? { sender: parsed.number } : { problem: `As a phone number: ${parsed.problem}` };
}

/** Returns the stored form of a sender ID, or null when it is invalid. */
export function parseSender(value: string): string | null {
  const parsed = parseSenderId(value);
  return 'sender' in parsed ? parsed.sender : null;
}

function problemOf(value: string): string {
  if (value.length > MAX_WRITTEN_LENGTH) return SENDER_RULE;
  const digits = withoutSeparators(value);
  if (/^\+?\d{9,}$/.test(digits)) {
    const parsed = parseInternational(digits);
    if ('problem' in parsed) return `As a phone number: ${parsed.problem}`;
  }
  const invisible = INVISIBLE.exec(value.trim());
  return invisible ? `Remove ${characterName(invisible[0])}. ${SENDER_RULE}` : SENDER_RULE;
}
