import type { ReceiverRequestView } from '@/lib/webhooks/receiver/queries';

/** A request to the receiver as the browser gets it. */
export type ReceivedJson = Omit<ReceiverRequestView, 'receivedAt'> & { receivedAt: string };

export function toReceivedJson(request: ReceiverRequestView): ReceivedJson {
  return { ...request, receivedAt: request.receivedAt.toISOString() };
}
