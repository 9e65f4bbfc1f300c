import { type AppError, type FieldErrors, isAppError } from '../../base/errors';
import { STORABLE } from '../../base/storable-text';
import { isGsm } from '../../text/encoding';
import type { CarrierReceipt, InboundMessage } from '../carrier';
import { type CallbackContent, CallbackFields, fieldPath } from './callback-fields';
import { receiptFailure, receiptStatus } from './receipt-status';
import { withoutSecrets } from './secrets';
import type { HttpSettings } from './settings';

const MAX_ID_LENGTH = 255;
const MAX_RAW_LENGTH = 1_000;
const MAX_ADDRESS_LENGTH = 64;

export type Callback = {
  receipts: CarrierReceipt[];
  received: InboundMessage[];
  /** Problems of those that cannot be read, by field. They do not keep the others from being stored. */
  problems: FieldErrors;
  /** Words for statuses that settings and receipt-status.ts do not have. Such receipts are kept and change no message. */
  unknownWords: string[];
};

/** Returns the receipts and incoming messages of a request, by the settings of its carrier. */
export function readCallback(
  content: CallbackContent,
  settings: HttpSettings,
  secrets: Readonly<Record<string, string>>,
): Callback {
  const callback: Callback = { receipts: [], received: [], problems: {}, unknownWords: [] };
  content.items.forEach((item, i) => {
    const fields = new CallbackFields(content, item);
    const reader = new ItemReader(settings, fields, content.items.length > 1 ? `${i}.` : '');
    try {
      if (reader.isMessage()) callback.received.push(reader.message());
      else {
        const { receipt, unknownWord } = reader.receipt();
        callback.receipts.push({ ...receipt, raw: rawOf(content, item, secrets) });
        if (unknownWord !== null) callback.unknownWords.push(unknownWord);
      }
    } catch (error) {
      Object.assign(callback.problems, problemsOf(error, reader.prefix));
    }
  });
  return callback;
}

/** A value that is missing or cannot be stored. */
class FieldProblem extends Error {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

function problemsOf(error: unknown, prefix: string): FieldErrors {
  if (error instanceof FieldProblem) return { [`${prefix}${fieldPath(error.field)}`]: error.message };
  if (!isAppError(error)) throw error;
  const { fields = {} }: AppError = error;
  return Object.fromEntries(Object.entries(fields).map(([field, problem]) => [`${prefix}${field}`, problem]));
}

class ItemReader {
  constructor(
    private readonly settings: HttpSettings,
    private readonly fields: CallbackFields,
    readonly prefix: string,
  ) {}

  isMessage(): boolean {
    const { inbound, receipts } = this.settings;
    if (!inbound.enabled) return false;
    if (!receipts.enabled) return true;
    if (inbound.when) return this.fields.get(inbound.when.field) === inbound.when.equals;
    const { from, text } = inbound.fields;
    const hasStatus = this.fields.get(receipts.fields.status) !== null;
    return !hasStatus && (this.fields.get(from) !== null || this.fields.get(text) !== null);
  }

  receipt(): { receipt: CarrierReceipt; unknownWord: string | null } {
    const { receipts } = this.settings;
    const { id, status: statusField, error, recipient } = receipts.fields;
    const carrierMessageId = this.#required(id, 'The id of the message');
    const word = this.#required(statusField, 'The status of the message');
    const known = receiptStatus(word, receipts);
    const status = known ?? 'submitted';
    const receipt: CarrierReceipt = {
      carrierMessageId,
      status,
      errorCode: receiptFailure(status, this.fields.get(error), this.settings),
      recipient: this.#address(recipient),
    };
    return { receipt, unknownWord: known === null ? word : null };
  }

  message(): InboundMessage {
    const { from, to, text: textField, id, charset } = this.settings.inbound.fields;
    const text = storable(this.fields.text(textField, this.fields.get(charset)));
    return {
      from: this.#required(from, 'The number that sent the message'),
      to: this.#required(to, 'The number that received the message'),
      text,
      encoding: isGsm(text) ? 'gsm7' : 'ucs2',
      part: null,
      carrierMessageId: id === null || this.fields.get(id) === null ? null : this.#required(id, 'The id'),
    };
  }

  #required(field: string, what: string): string {
    const value = this.fields.get(field);
    if (value === null) throw new FieldProblem(field, `${what} is missing.`);
    if (value.length > MAX_ID_LENGTH)
      throw new FieldProblem(field, `${what} has more than ${MAX_ID_LENGTH} characters.`);
    if (!STORABLE.test(value)) throw new FieldProblem(field, `${what} has invalid characters.`);
    return value;
  }

  #address(field: string | null): string | null {
    const value = this.fields.get(field);
    return value === null ? null : storable(value).slice(0, MAX_ADDRESS_LENGTH);
  }
}

/** Returns text that PostgreSQL can keep. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** Returns a receipt as it arrived, without the secret that may be in its query. */
function rawOf({ query, form }: CallbackContent, item: unknown, secrets: Readonly<Record<string, string>>): string {
  const whole = [query.toString(), form?.toString() ?? '', item === null ? '' : JSON.stringify(item)];
  const text = whole.filter((part) => part !== '').join(' ');
  return storable(withoutSecrets(text, secrets)).slice(0, MAX_RAW_LENGTH).toWellFormed();
}
