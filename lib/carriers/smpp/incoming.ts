import type { CarrierReceipt, InboundMessage } from '../carrier';
import { readAddress } from './addressing';
import { ESM_CLASS, TAG } from './ids';
import { type MessagePdu, tlvNumber, tlvText } from './pdu-reader';
import { failureOfReceipt, statusOfState, statusOfText } from './receipt-status';
import { parseReceiptText, type ReceiptText } from './receipt-text';
import type { SmppSettings } from './settings';
import { DATA_CODING, decodeText, decodeUcs2, storable } from './text-coding';
import { checkedPart, type PartOfMessage, readUserData } from './user-data-header';

const LONGEST_RAW = 1_000;
const LONGEST_ID = 200;
const LONGEST_SHOWN_TLV = 64;

/** A deliver_sm or data_sm, read. */
export type Incoming = { kind: 'receipt'; receipt: CarrierReceipt } | { kind: 'message'; message: InboundMessage };

/**
 * Reads a deliver_sm or data_sm. It is a receipt when its esm_class or a TLV says so. A text that looks like one does not
 * count: a phone could send it. Never throws.
 */
export function readIncoming(pdu: MessagePdu, settings: Pick<SmppSettings, 'defaultAlphabet'>): Incoming {
  return isReceipt(pdu)
    ? { kind: 'receipt', receipt: readReceipt(pdu) }
    : { kind: 'message', message: readInbound(pdu, settings.defaultAlphabet) };
}

function isReceipt({ esmClass, tlvs }: MessagePdu): boolean {
  const type = esmClass & ESM_CLASS.type;
  if (type === ESM_CLASS.receipt || type === ESM_CLASS.intermediate_notification) return true;
  if (type === ESM_CLASS.delivery_acknowledgement) return true;
  return tlvs.has(TAG.receipted_message_id) || tlvs.has(TAG.message_state);
}

/**
 * Reads a receipt, by its TLVs first, then by its text. One that cannot be understood has the id '' or, with an id, the
 * status submitted: it ends no message, and its raw form is kept for operators.
 */
function readReceipt(pdu: MessagePdu): CarrierReceipt {
  const octets = contentOf(pdu);
  const { shown, fields } = receiptText(octets, pdu.dataCoding);
  const idOfTlv = pdu.tlvs.get(TAG.receipted_message_id);
  const id = (idOfTlv ? tlvText(idOfTlv).trim() : '') || (fields?.id ?? '');
  const state = tlvNumber(pdu.tlvs.get(TAG.message_state));
  const status = statusOfState(state) ?? statusOfText(fields?.state ?? null) ?? (id === '' ? 'unknown' : 'submitted');
  const networkError = pdu.tlvs.get(TAG.network_error_code) ?? null;
  return {
    carrierMessageId: storable(id.slice(0, LONGEST_ID)),
    status,
    errorCode: failureOfReceipt(status, fields?.error ?? null, networkError),
    recipient: storable(readAddress(pdu.source)) || null,
    raw: rawReceipt(shown, pdu),
  };
}

/** Texts of receipts are ASCII with almost every carrier, regardless of data_coding: other alphabets are tried after it. */
function receiptText(octets: Buffer, dataCoding: number): { shown: string; fields: ReceiptText | null } {
  const asUcs2 = dataCoding === DATA_CODING.ucs2;
  const first = asUcs2 ? decodeUcs2(octets) : octets.toString('latin1');
  const fields = parseReceiptText(first);
  if (fields) return { shown: first, fields };
  const second = asUcs2 ? octets.toString('latin1') : decodeUcs2(octets);
  const others = parseReceiptText(second);
  return others ? { shown: second, fields: others } : { shown: first, fields: null };
}

function rawReceipt(text: string, { tlvs, truncated }: MessagePdu): string {
  let raw = text;
  for (const [tag, value] of tlvs) {
    if (raw.length > LONGEST_RAW) break;
    if (tag !== TAG.message_payload) raw += ` [${nameOf(tag)} ${shownTlv(tag, value)}]`;
  }
  if (truncated) raw = `[truncated PDU] ${raw}`;
  return storable(raw.slice(0, LONGEST_RAW)).trim();
}

const TAG_NAMES = new Map<number, string>(Object.entries(TAG).map(([name, tag]) => [tag, name]));

function nameOf(tag: number): string {
  return TAG_NAMES.get(tag) ?? `0x${tag.toString(16).padStart(4, '0')}`;
}

function shownTlv(tag: number, value: Buffer): string {
  if (tag === TAG.receipted_message_id) return tlvText(value).slice(0, LONGEST_SHOWN_TLV);
  if (tag === TAG.message_state) return String(tlvNumber(value) ?? 'none');
  return value.subarray(0, LONGEST_SHOWN_TLV).toString('hex') + (value.length > LONGEST_SHOWN_TLV ? '…' : '');
}

/** The message itself: short_message, or message_payload when that is empty. */
function contentOf({ shortMessage, tlvs }: MessagePdu): Buffer {
  return shortMessage.length > 0 ? shortMessage : (tlvs.get(TAG.message_payload) ?? shortMessage);
}

function readInbound(pdu: MessagePdu, alphabet: SmppSettings['defaultAlphabet']): InboundMessage {
  const content = contentOf(pdu);
  const withHeader = (pdu.esmClass & ESM_CLASS.user_data_header) !== 0;
  const { part, text } = withHeader ? readUserData(content) : { part: partOfTlvs(pdu), text: content };
  return {
    from: storable(readAddress(pdu.source)),
    to: storable(readAddress(pdu.destination)),
    ...decodeText(text, pdu.dataCoding, alphabet),
    part,
    carrierMessageId: null,
  };
}

function partOfTlvs({ tlvs }: MessagePdu): PartOfMessage | null {
  const [reference, total, number] = [TAG.sar_msg_ref_num, TAG.sar_total_segments, TAG.sar_segment_seqnum].map((tag) =>
    tlvNumber(tlvs.get(tag)),
  );
  if (reference == null || total == null || number == null) return null;
  return checkedPart(reference, total, number);
}
