import { COMMAND } from './ids';
import type { Pdu } from './pdu-framer';

export type Tlvs = ReadonlyMap<number, Buffer>;

export type Address = { ton: number; npi: number; address: string };

/** The fields of a submit_sm, deliver_sm or data_sm that are used here. */
export type MessagePdu = {
  serviceType: string;
  source: Address;
  destination: Address;
  esmClass: number;
  priorityFlag: number;
  validityPeriod: string;
  registeredDelivery: number;
  dataCoding: number;
  shortMessage: Buffer;
  tlvs: Tlvs;
  /** A length inside of the PDU is beyond its end: what could be read was read. */
  truncated: boolean;
};

export type BindPdu = { systemId: string; password: string; systemType: string };

const NO_TLVS: Tlvs = new Map();

/** Reads fields within the PDU only. npm smpp reads beyond the end of a TLV, and throws beyond the end of the PDU. */
class FieldReader {
  #offset = 0;
  truncated = false;

  constructor(readonly body: Buffer) {}

  octet(): number {
    const value = this.body[this.#offset++];
    if (value === undefined) this.truncated = true;
    return value ?? 0;
  }

  /** A C-octet string; without its NUL it ends with the PDU. */
  text(): string {
    const start = Math.min(this.#offset, this.body.length);
    const nul = this.body.indexOf(0, start);
    const end = nul === -1 ? this.body.length : nul;
    if (nul === -1) this.truncated = true;
    this.#offset = end + 1;
    return this.body.toString('latin1', start, end);
  }

  octets(length: number): Buffer {
    const start = Math.min(this.#offset, this.body.length);
    const end = start + length;
    if (end > this.body.length) this.truncated = true;
    this.#offset = end;
    return this.body.subarray(start, end);
  }

  address(): Address {
    const ton = this.octet();
    const npi = this.octet();
    return { ton, npi, address: this.text() };
  }

  /** The first TLV of each tag. One whose length is beyond the end has what is there. */
  tlvs(): Tlvs {
    if (this.#offset >= this.body.length) return NO_TLVS;
    const found = new Map<number, Buffer>();
    while (this.#offset + 4 <= this.body.length) {
      const tag = this.body.readUInt16BE(this.#offset);
      const length = this.body.readUInt16BE(this.#offset + 2);
      this.#offset += 4;
      const value = this.octets(length);
      if (!found.has(tag)) found.set(tag, value);
    }
    if (this.#offset < this.body.length) this.truncated = true;
    return found;
  }
}

/** Reads a submit_sm, deliver_sm (SMPP 3.4 §4.4.1, §4.6.1) or data_sm (§4.7.1). Never throws. */
export function readMessage({ commandId, body }: Pdu): MessagePdu {
  const reader = new FieldReader(body);
  const serviceType = reader.text();
  const source = reader.address();
  const destination = reader.address();
  const esmClass = reader.octet();
  if (commandId === COMMAND.data_sm) {
    const registeredDelivery = reader.octet();
    const dataCoding = reader.octet();
    const tlvs = reader.tlvs();
    return {
      ...{ serviceType, source, destination, esmClass, priorityFlag: 0, validityPeriod: '', registeredDelivery },
      ...{ dataCoding, shortMessage: body.subarray(0, 0), tlvs, truncated: reader.truncated },
    };
  }
  reader.octet(); // protocol_id
  const priorityFlag = reader.octet();
  reader.text(); // schedule_delivery_time
  const validityPeriod = reader.text();
  const registeredDelivery = reader.octet();
  reader.octet(); // replace_if_present_flag
  const dataCoding = reader.octet();
  reader.octet(); // sm_default_msg_id
  const shortMessage = reader.octets(reader.octet());
  const tlvs = reader.tlvs();
  return {
    ...{ serviceType, source, destination, esmClass, priorityFlag, validityPeriod, registeredDelivery },
    ...{ dataCoding, shortMessage, tlvs, truncated: reader.truncated },
  };
}

/** Reads a bind_transmitter, bind_receiver or bind_transceiver (SMPP 3.4 §4.1). Never throws. */
export function readBind({ body }: Pdu): BindPdu {
  const reader = new FieldReader(body);
  return { systemId: reader.text(), password: reader.text(), systemType: reader.text() };
}

/** Reads the message_id of a submit_sm_resp, empty when there is none. Never throws. */
export function readMessageId({ body }: Pdu): string {
  const nul = body.indexOf(0);
  return body.toString('latin1', 0, nul === -1 ? body.length : nul);
}

/** Returns a TLV's C-octet string, with or without its NUL. */
export function tlvText(value: Buffer): string {
  const nul = value.indexOf(0);
  return value.toString('latin1', 0, nul === -1 ? value.length : nul);
}

/** Returns a TLV's number of up to 4 octets; null when it is empty or longer. */
export function tlvNumber(value: Buffer | undefined): number | null {
  return value === undefined || value.length === 0 || value.length > 4 ? null : value.readUIntBE(0, value.length);
}
