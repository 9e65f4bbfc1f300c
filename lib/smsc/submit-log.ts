import fs from 'node:fs';
import { ESM_CLASS, TAG } from '../carriers/smpp/ids';
import type { MessagePdu } from '../carriers/smpp/pdu-reader';
import { decodeText } from '../carriers/smpp/text-coding';
import { readUserData } from '../carriers/smpp/user-data-header';

/** Writes a line of JSON for each submission. What is waiting is written at the end of each turn of the event loop. */
export class SubmitLog {
  readonly #file: number;
  #lines: string[] = [];

  /** Throws when the file cannot be opened. */
  constructor(path: string) {
    this.#file = fs.openSync(path, 'a');
  }

  add(message: MessagePdu, id: string | null, status: number): void {
    this.#lines.push(JSON.stringify(logLine(message, id, status)));
    if (this.#lines.length === 1) setImmediate(() => this.flush());
  }

  flush(): void {
    if (this.#lines.length === 0) return;
    fs.writeSync(this.#file, `${this.#lines.join('\n')}\n`);
    this.#lines = [];
  }

  close(): void {
    this.flush();
    fs.closeSync(this.#file);
  }
}

function logLine(message: MessagePdu, id: string | null, status: number): object {
  const { source, destination, esmClass, dataCoding, validityPeriod, tlvs, shortMessage } = message;
  const content = shortMessage.length > 0 ? shortMessage : (tlvs.get(TAG.message_payload) ?? shortMessage);
  const withHeader = (esmClass & ESM_CLASS.user_data_header) !== 0;
  const { part, text } = withHeader ? readUserData(content) : { part: null, text: content };
  return {
    at: new Date().toISOString(),
    id,
    status,
    from: source.address,
    to: destination.address,
    dataCoding,
    esmClass,
    ...(validityPeriod === '' ? {} : { validityPeriod }),
    ...(part ? { part } : {}),
    text: decodeText(text, dataCoding, 'gsm').text,
  };
}
