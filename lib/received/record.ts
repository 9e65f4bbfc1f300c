import type { InboundMessage } from '../carriers/carrier';
import { transaction } from '../database/transaction';
import { normalizeInbound } from './normalize';
import { lockGroups, storeParts } from './parts';
import { withoutRepetitions } from './repetitions';
import { storeReceived } from './store';

/**
 * Stores messages that a carrier received, all in one transaction; batches have up to 1,000. Parts of long messages wait
 * until all have arrived (`closeOverdue` ends the wait). A message that the carrier delivered before, by its id within a
 * day, changes nothing, so a batch is safe to repeat. Once it resolves, the messages may be acknowledged. Throws only if
 * the database fails; then nothing was stored and the carrier has to repeat them. No content is an error.
 */
export async function recordReceived(carrier: string, messages: readonly InboundMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const arrived = messages.map(normalizeInbound);
  const parts = arrived.filter((one) => one.kind === 'part');
  await transaction(async (client) => {
    await lockGroups(
      client,
      carrier,
      parts.map(({ key }) => key),
    );
    const fresh = await withoutRepetitions(client, carrier, arrived);
    const assembled = await storeParts(
      client,
      carrier,
      fresh.filter((one) => one.kind === 'part'),
    );
    const whole = fresh.flatMap((one) => (one.kind === 'whole' ? one.received : []));
    await storeReceived(client, carrier, [...whole, ...assembled]);
  }, 'by key');
}
