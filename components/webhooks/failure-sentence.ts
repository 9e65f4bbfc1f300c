import { WEBHOOK_ERRORS } from '@/lib/webhooks/rules';

/** Returns what went wrong in a failed attempt as a sentence: of an error code, or of a text such as `HTTP 500`. */
export function failureSentence(text: string): string {
  if (Object.hasOwn(WEBHOOK_ERRORS, text)) return WEBHOOK_ERRORS[text as keyof typeof WEBHOOK_ERRORS];
  const shown = /^\d{3}$/.test(text) ? `HTTP ${text}` : text;
  return /[.!?]$/.test(shown) ? shown : `${shown}.`;
}
