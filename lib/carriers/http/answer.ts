import type { AnswerCondition, AnswerPlace } from './answer-schema';
import { asText, parseExactJson, valueAt } from './json-pointer';

/** The answer of a carrier to one request. */
export type Answer = {
  status: number;
  /** By names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** At most 64 KiB, as UTF-8. */
  text: string;
};

/** An answer whose body is parsed once, when a rule needs it. */
export class AnswerReader {
  #json: { value: unknown } | null | undefined;

  constructor(readonly answer: Answer) {}

  /** Returns the value at a place; null where there is none. */
  at(place: AnswerPlace): string | null {
    switch (place.from) {
      case 'json':
        this.#json ??= parseExactJson(this.answer.text);
        return this.#json ? asText(valueAt(this.#json.value, place.path)) : null;
      case 'header': {
        const header = this.answer.headers[place.name.toLowerCase()];
        return (Array.isArray(header) ? header[0] : header) ?? null;
      }
      case 'text':
        return between(this.answer.text, place.after, place.before);
      case 'body':
        return this.answer.text.trim();
    }
  }

  meets({ value, test, values }: AnswerCondition): boolean {
    const found = this.at(value);
    if (found === null) return false;
    if (test === 'exists') return found !== '';
    if (test === 'equals') return values.includes(found);
    return values.some((wanted) => (test === 'contains' ? found.includes(wanted) : found.startsWith(wanted)));
  }
}

/** Returns what is between the first `after` and the next `before`, or the end of the line without one, trimmed. */
function between(text: string, after: string, before: string): string | null {
  const start = text.indexOf(after);
  if (start === -1) return null;
  const from = start + after.length;
  if (before !== '') {
    const end = text.indexOf(before, from);
    return end === -1 ? null : text.slice(from, end).trim();
  }
  const end = text.slice(from).search(/[\r\n]/);
  return (end === -1 ? text.slice(from) : text.slice(from, from + end)).trim();
}
