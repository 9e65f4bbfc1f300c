import { ESM_CLASS } from '../carriers/smpp/ids';
import type { MessagePdu } from '../carriers/smpp/pdu-reader';
import type { Delivery } from './deliveries';
import { receiptId } from './message-ids';
import { weighted, within } from './random';
import { RECEIPT_STATES, type ReceiptState, type SmscScript } from './script';

export type PlannedReceipt = { delivery: Delivery; delayMs: number; isEarly: boolean };

const TEMPLATE =
  'id:{id} sub:001 dlvrd:{dlvrd} submit date:{submitDate} done date:{doneDate} stat:{stat} err:{err} text:';
/** Bits of registered_delivery that request a receipt, SMPP 3.4 §5.2.17. */
const REQUESTED = 0x03;
const LATE_MS = 100;

/** Returns the receipts of an accepted message. */
export function planReceipts(
  message: MessagePdu,
  id: string,
  script: SmscScript,
  random: () => number,
): PlannedReceipt[] {
  const { receipts, messageIds } = script;
  if ((message.registeredDelivery & REQUESTED) === 0) return [];
  const state = stateOf(message.destination.address, script, random);
  if (state === null || (receipts.missing > 0 && random() < receipts.missing)) return [];
  const form = receipts.ids[receipts.ids.length === 1 ? 0 : Math.floor(random() * receipts.ids.length)] ?? 'same';
  const shownId = receiptId(id, form, messageIds);
  const delayMs = within(receipts.delayMs, random);
  const isEarly = receipts.early > 0 && random() < receipts.early;
  const first = { delivery: receiptDelivery(message, shownId, state, script), delayMs, isEarly };
  const planned: PlannedReceipt[] = [first];
  if (receipts.duplicate > 0 && random() < receipts.duplicate) planned.push({ ...first, isEarly: false });
  if (receipts.outOfOrder > 0 && random() < receipts.outOfOrder) {
    const delivery = receiptDelivery(message, shownId, 'ENROUTE', script);
    planned.push({ delivery, delayMs: delayMs + LATE_MS, isEarly: false });
  }
  return planned;
}

function stateOf(to: string, { receipts }: SmscScript, random: () => number): ReceiptState | null {
  for (const rule of receipts.rules) if (rule.to.test(to)) return rule.state;
  return weighted(receipts.states, random);
}

function receiptDelivery(message: MessagePdu, id: string, state: ReceiptState, { receipts }: SmscScript): Delivery {
  const { source, destination } = message;
  return {
    kind: 'receipt',
    fields: {
      // A receipt comes from the number that the message went to.
      source_addr_ton: destination.ton,
      source_addr_npi: destination.npi,
      source_addr: destination.address,
      dest_addr_ton: source.ton,
      dest_addr_npi: source.npi,
      destination_addr: source.address,
      esm_class: ESM_CLASS.receipt,
      ...(receipts.form === 'tlv' ? {} : { short_message: receiptText(id, state, receipts.template) }),
      ...(receipts.form === 'text' ? {} : { receipted_message_id: id, message_state: RECEIPT_STATES[state] }),
    },
  };
}

function receiptText(id: string, state: ReceiptState, template = TEMPLATE): Buffer {
  const isDelivered = state === 'DELIVRD';
  const date = shortDate();
  const text =
    template === TEMPLATE
      ? `id:${id} sub:001 dlvrd:${isDelivered ? '001' : '000'} submit date:${date} done date:${date} stat:${state} err:${isDelivered ? '000' : '001'} text:`
      : template
          .replaceAll('{id}', id)
          .replaceAll('{stat}', state)
          .replaceAll('{err}', isDelivered ? '000' : '001')
          .replaceAll('{submitDate}', date)
          .replaceAll('{doneDate}', date);
  return Buffer.from(text.slice(0, 254), 'latin1');
}

let dateAt = 0;
let dateText = '';

/** Returns the time as YYMMDDhhmm. */
function shortDate(): string {
  const now = Date.now();
  if (now - dateAt > 1_000) {
    dateAt = now;
    dateText = new Date(now).toISOString().replace(/\D/g, '').slice(2, 12);
  }
  return dateText;
}
