import * as z from 'zod';
import { nameProblem, textProblem, tidyName, tidyText } from './visible';

const atMost = (max: number) => `Use at most ${max.toLocaleString('en-US')} characters.`;

/**
 * A name in a form or request: trimmed, NFC, 1 to `max` UTF-16 units, every character visible. `missing` is the message for
 * an empty name. Every schema with a name uses it.
 */
export function visibleName(missing: string, max: number) {
  return z.string(missing).transform((value, context) => {
    const name = tidyName(value);
    const problem = name === '' ? missing : name.length > max ? atMost(max) : nameProblem(name);
    if (problem === null) return name;
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });
}

/**
 * A text of several lines in a form or request, such as a description: as `visibleName`, with line breaks, and possibly
 * empty. `required` sets a minimum length and its message.
 */
export function visibleText(max: number, required?: { min: number; tooShort: string }) {
  return z.string(required?.tooShort ?? 'Enter a text.').transform((value, context) => {
    const text = tidyText(value);
    const short = required && text.length < required.min ? required.tooShort : null;
    const problem = short ?? (text.length > max ? atMost(max) : textProblem(text));
    if (problem === null) return text;
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });
}
