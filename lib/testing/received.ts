import { newId } from '../base/ids';
import type { InboundMessage } from '../carriers/carrier';
import { db } from '../database/db';
import type { Prisma } from '../generated/prisma/client';

/** Returns an inbound message from +37255510001 to +37255500001, as a carrier delivers it. */
export function inbound(overrides: Partial<InboundMessage> = {}): InboundMessage {
  return {
    ...{ from: '37255510001', to: '37255500001', text: 'Hello', encoding: 'gsm7', part: null, carrierMessageId: null },
    ...overrides,
  };
}

/** Inserts received messages of an account, oldest first. Returns their ids in order. */
export async function makeReceived(
  accountId: string | null,
  overridesOfEach: readonly Partial<Prisma.ReceivedMessageCreateManyInput>[],
): Promise<string[]> {
  const rows = overridesOfEach.map((overrides) => ({
    ...{ id: newId(), accountId, carrier: 'simulator', sender: '+37255510001', recipient: '+37255500001' },
    ...{ text: 'Hello', encoding: 'gsm7' as const, parts: 1 },
    ...overrides,
  }));
  await db().receivedMessage.createMany({ data: rows });
  return rows.map(({ id }) => id);
}
