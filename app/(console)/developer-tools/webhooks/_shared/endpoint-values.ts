import type { WebhookFormat, WebhookSignature } from '@/lib/webhooks/endpoints/schema';
import { DEFAULT_EVENTS, type WebhookEvent } from '@/lib/webhooks/events';

/** The values of the form of an endpoint. */
export type EndpointValues = {
  name: string;
  url: string;
  events: WebhookEvent[];
  /** Empty: all keys. */
  keyIds: string[];
  format: WebhookFormat;
  headers: { name: string; value: string }[];
};
export type NewEndpointValues = EndpointValues & { signature: WebhookSignature };

export const NEW_ENDPOINT: NewEndpointValues = {
  name: '',
  url: '',
  events: [...DEFAULT_EVENTS],
  keyIds: [],
  format: 'standard',
  headers: [],
  signature: 'v1',
};

/** Returns the input of the command: headers by name. Empty rows are left out. */
export function toInput<Values extends EndpointValues>(values: Values) {
  const headers: Record<string, string> = {};
  for (const { name, value } of values.headers) {
    if (name.trim() === '' && value.trim() === '') continue;
    // A repeated name and __proto__ reach the schema with a blank, which it trims before it refuses them.
    let key = name === '__proto__' ? '__proto__ ' : name;
    while (Object.hasOwn(headers, key)) key += ' ';
    headers[key] = value;
  }
  return { ...values, headers };
}
