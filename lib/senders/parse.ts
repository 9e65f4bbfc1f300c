import { parseInternational } from '../numbers/international';
import { withoutSeparators } from '../numbers/pasted';
import { characterName } from '../text/character-names';
import { SENDER_RULE, senderForm } from './rules';

const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}]/u;

/**
 * The sender ID as it is kept, compared and sent, or why no carrier could take it. Numbers follow the same rule as
 * recipients (`parseInternational`); short codes belong to one country's carriers and have only a length.
 */
export function parseSenderId(value: string): { sender: string } | { problem: string } {
  const form = senderForm(value);
  if (form === null) return { problem: problemOf(value) };
  if (form.kind !== 'number') return { sender: form.value };
  const parsed = parseInternational(form.value);
  return 'number' in parsed ? { sender: parsed.number } : { problem: `As a phone number: ${parsed.problem}` };
}

/** `parseSenderId`, null for what is none. */
export function parseSender(value: string): string | null {
  const parsed = parseSenderId(value);
  return 'sender' in parsed ? parsed.sender : null;
}

function problemOf(value: string): string {
  const digits = withoutSeparators(value);
  if (/^\+?\d{9,}$/.test(digits)) {
    const parsed = parseInternational(digits);
    if ('problem' in parsed) return `As a phone number: ${parsed.problem}`;
  }
  const unseen = UNSEEN.exec(value.trim());
  return unseen ? `Take out ${characterName(unseen[0])}. ${SENDER_RULE}` : SENDER_RULE;
}
