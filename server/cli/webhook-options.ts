import { InvalidArgumentError } from 'commander';
import { MAX_OVERLAP_HOURS, type WebhookFormat, type WebhookSignature } from '@/lib/webhooks/endpoints/schema';
import type { WebhookEvent } from '@/lib/webhooks/events';

/** Settings of an endpoint as options of a command. */
export type EndpointOptions = {
  name?: string;
  url?: string;
  event?: WebhookEvent[];
  key?: string[];
  allKeys?: boolean;
  format?: WebhookFormat;
  signature?: WebhookSignature;
  header?: string[];
  secretStdin?: boolean;
};

/** Returns the headers of texts such as `X-Token: a`. Throws InvalidArgumentError, without a quote of the text. */
export function headersOf(lines: readonly string[]): Record<string, string> {
  const entries = lines.map((line, index) => {
    const colon = line.indexOf(':');
    if (colon < 1) throw new InvalidArgumentError(`Write header ${index + 1} as "Name: value".`);
    return [line.slice(0, colon), line.slice(colon + 1)] as const;
  });
  return Object.fromEntries(entries);
}

/** Parses an option of hours. Throws InvalidArgumentError. */
export function hours(text: string): number {
  const value = /^\d{1,4}(?:\.\d{1,4})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= MAX_OVERLAP_HOURS)) throw new InvalidArgumentError(`It must be 0 to ${MAX_OVERLAP_HOURS} hours.`);
  return value;
}
