import { formatDate } from '@/lib/format';

/** A key's expiry in the form's summary: `never`, or `until 31 Jan 2027`. `value` is ISO 8601, empty while it is being typed. */
export function expiryWords(value: unknown): string {
  if (typeof value !== 'string') return 'never';
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? 'until …' : `until ${formatDate(at)}`;
}
