import { splitSegments } from '../../text/encoding';
import type { Submission } from '../carrier';
import { destinationAddress, sourceAddress } from './addressing';
import { ESM_CLASS } from './ids';
import { type CustomTlv, writePdu } from './pdu-writer';
import type { SmppSettings } from './settings';
import { DATA_CODING, textCoding } from './text-coding';
import { concatenationHeader } from './user-data-header';
import { validityPeriod } from './validity';

/** What differs between the parts of a message. */
type PartFields = Record<string, unknown>;

/** Writes the submit_sm of one part. */
export type PartWriter = (sequence: number, now: number) => Buffer;

const MOST_PARTS = 255;

/** What the settings say about every message, prepared once for a link. */
export class OutgoingMessages {
  readonly #tlvs: readonly CustomTlv[];

  constructor(readonly settings: SmppSettings) {
    this.#tlvs = settings.customTlvs.map(({ tag, kind, value }) => ({
      tag,
      value: Buffer.from(value, kind === 'hex' ? 'hex' : 'latin1'),
    }));
  }

  /**
   * Returns one writer for each PDU of a message, in order. They are the same for every attempt, so that a later one can
   * skip those that were accepted. Throws AddressError.
   */
  partsOf(message: Submission): PartWriter[] {
    const { settings } = this;
    const source = sourceAddress(message.sender, settings);
    const destination = destinationAddress(message.recipient, settings);
    const coding = textCoding(message.text, message.encoding, settings.defaultAlphabet);
    const common = {
      service_type: settings.serviceType,
      source_addr_ton: source.ton,
      source_addr_npi: source.npi,
      source_addr: source.address,
      dest_addr_ton: destination.ton,
      dest_addr_npi: destination.npi,
      destination_addr: destination.address,
      priority_flag: priorityFlag(message.priority, settings),
      registered_delivery: settings.registeredDelivery,
      data_coding: coding.dataCoding,
    };
    return this.#partFields(message, coding.dataCoding, coding.encode).map((part) => (sequence, now) => {
      const validity_period = validityPeriod(message.validUntil, settings.validity, now);
      return writePdu('submit_sm', sequence, { ...common, validity_period, ...part }, this.#tlvs);
    });
  }

  #partFields(message: Submission, dataCoding: number, encode: (text: string) => Buffer): PartFields[] {
    const { longMessages } = this.settings;
    const encoding = dataCoding === DATA_CODING.ucs2 ? 'ucs2' : 'gsm7';
    const texts = splitSegments(message.text, encoding, longMessages === 'udh16' ? 1 : 0);
    if (texts.length === 1) return [{ short_message: encode(message.text) }];
    if (longMessages === 'payload' || texts.length > MOST_PARTS) return [{ message_payload: encode(message.text) }];
    const total = texts.length;
    const reference = partReference(message.messageId);
    return texts.map((text, index) => partOf(longMessages, encode(text), { reference, number: index + 1, total }));
  }
}

function partOf(
  form: 'udh8' | 'udh16' | 'sar',
  text: Buffer,
  part: { reference: number; number: number; total: number },
): PartFields {
  if (form === 'sar') {
    return {
      short_message: text,
      sar_msg_ref_num: part.reference,
      sar_total_segments: part.total,
      sar_segment_seqnum: part.number,
    };
  }
  return {
    esm_class: ESM_CLASS.user_data_header,
    short_message: Buffer.concat([concatenationHeader(form === 'udh8' ? 8 : 16, part), text]),
  };
}

/** Returns the 16-bit reference of a message's parts: the same at every attempt, so that a phone joins parts of several. */
export function partReference(messageId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < messageId.length; i++) hash = Math.imul(hash ^ messageId.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 16)) & 0xffff;
}

function priorityFlag(priority: number, { priorityFlags }: SmppSettings): number {
  if (priority >= 2) return priorityFlags.high;
  return priority <= 0 ? priorityFlags.low : priorityFlags.regular;
}
