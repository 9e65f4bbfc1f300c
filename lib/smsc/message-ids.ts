import { randomUUID } from 'node:crypto';
import type { IdForm, SmscScript } from './script';

const FIRST = 1_000_000_000n;
const PADDED_LENGTH = 20;

/** Returns a function that makes message ids, each once. */
export function idMaker(kind: SmscScript['messageIds']): () => string {
  let last = FIRST + BigInt(Date.now() % 1_000_000) * 1_000_000n;
  return () => {
    if (kind === 'uuid') return randomUUID();
    last += 1n;
    return kind === 'hex' ? last.toString(16) : last.toString();
  };
}

/** Returns the id of a response in the form in which its receipt has it. */
export function receiptId(id: string, form: IdForm, kind: SmscScript['messageIds']): string {
  if (form === 'upper') return id.toUpperCase();
  if (form === 'lower') return id.toLowerCase();
  if (form === 'padded') return id.padStart(PADDED_LENGTH, '0');
  if (form === 'hex' && kind === 'decimal') return BigInt(id).toString(16).toUpperCase();
  if (form === 'decimal' && kind === 'hex') return BigInt(`0x${id}`).toString();
  return id;
}
