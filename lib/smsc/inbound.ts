import { ESM_CLASS } from '../carriers/smpp/ids';
import { DATA_CODING, textCoding } from '../carriers/smpp/text-coding';
import { concatenationHeader } from '../carriers/smpp/user-data-header';
import { splitSegments } from '../text/encoding';
import type { Delivery } from './deliveries';
import type { InboundScript } from './script';

/** Returns the deliver_sm of a message from a phone, one for each part. */
export function inboundDeliveries({ from, to, text, form }: InboundScript, reference: number): Delivery[] {
  const coding = textCoding(text, 'gsm7', 'gsm');
  const encoding = coding.dataCoding === DATA_CODING.ucs2 ? 'ucs2' : 'gsm7';
  const fields = { ...address('source', from), ...address('dest', to), data_coding: coding.dataCoding };
  const texts = splitSegments(text, encoding, form === 'udh16' ? 1 : 0);
  if (texts.length === 1) return [{ kind: 'inbound', fields: { ...fields, short_message: coding.encode(text) } }];
  if (form === 'payload') return [{ kind: 'inbound', fields: { ...fields, message_payload: coding.encode(text) } }];
  const total = texts.length;
  return texts.map((each, index) => {
    const part = { reference, number: index + 1, total };
    return { kind: 'inbound', fields: { ...fields, ...partFields(form, coding.encode(each), part) } };
  });
}

function partFields(
  form: 'udh8' | 'udh16' | 'sar',
  text: Buffer,
  part: { reference: number; number: number; total: number },
): Record<string, unknown> {
  if (form === 'sar') {
    const { reference, number, total } = part;
    return {
      short_message: text,
      sar_msg_ref_num: reference,
      sar_total_segments: total,
      sar_segment_seqnum: number,
    };
  }
  const header = concatenationHeader(form === 'udh8' ? 8 : 16, part);
  return { esm_class: ESM_CLASS.user_data_header, short_message: Buffer.concat([header, text]) };
}

function address(which: 'source' | 'dest', value: string): Record<string, unknown> {
  const digits = value.replace(/^\+/, '');
  const isInternational = value.startsWith('+') || /^\d{9,}$/.test(value);
  return {
    [`${which}_addr_ton`]: isInternational ? 1 : 0,
    [`${which}_addr_npi`]: isInternational ? 1 : 0,
    [which === 'source' ? 'source_addr' : 'destination_addr']: digits,
  };
}
