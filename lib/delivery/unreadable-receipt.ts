import { newId } from '../base/ids';
import { STORABLE } from '../base/storable-text';
import type { CarrierReceipt } from '../carriers/carrier';
import { transaction } from '../database/transaction';
import { countEvent } from '../queue/worker-events';

const MAX_KEPT = 200;

/**
 * Records a receipt that cannot be stored as it is (an unknown status, text that PostgreSQL cannot keep): its ids as far as
 * they are readable, without an effect. Housekeeping removes it like every receipt without a message.
 */
export async function storeUnreadableReceipt(carrier: string, { carrierMessageId }: CarrierReceipt): Promise<void> {
  const text = String(carrierMessageId).slice(0, MAX_KEPT);
  const readable = STORABLE.test(text) ? text : '';
  await transaction(async (client) => {
    await client.query(
      `INSERT INTO receipt (id, carrier, carrier_message_id, status, error_code, applied)
       VALUES ($1, $2, $3, 'unknown', 'unreadable_receipt', false)`,
      // Not the carrier's id alone: a receipt parked under it would be joined to its message.
      [newId(), carrier, `unreadable:${readable}`],
    );
    await countEvent(client, 'receipt_not_readable');
  });
}
