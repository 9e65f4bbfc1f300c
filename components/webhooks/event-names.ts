import type { WebhookEvent } from '@/lib/webhooks/events';

/** Events as the console names them, and when each is sent. */
export const EVENT_NAMES: Record<WebhookEvent, { title: string; when: string }> = {
  'message.submitted': { title: 'Submitted', when: 'A carrier has taken the message.' },
  'message.buffered': { title: 'Buffered', when: 'The carrier holds it, such as for a phone that is off.' },
  'message.delivered': { title: 'Delivered', when: 'It reached the phone.' },
  'message.undelivered': { title: 'Undelivered', when: 'It could not reach the phone.' },
  'message.expired': { title: 'Expired', when: 'Its validity ended before it was delivered.' },
  'message.rejected': { title: 'Rejected', when: 'The carrier refused it.' },
  'message.unknown': { title: 'Unknown', when: 'The carrier has no information about the outcome.' },
  'message.cancelled': { title: 'Cancelled', when: 'A scheduled message was cancelled.' },
  'message.received': { title: 'Received', when: 'A message arrived at one of your numbers.' },
};

/** Returns the title of an event; one of a later version as it is. */
export function eventTitle(event: string): string {
  return event in EVENT_NAMES ? EVENT_NAMES[event as WebhookEvent].title : event;
}
