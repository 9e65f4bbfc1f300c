import type { ErrorCode } from '../base/errors';

/** Addresses told apart for each key, code and hour: what strangers can fill the disk with, and more than people read. */
export const MAX_ADDRESSES = 100;

/** Stands in the column `ip` for every address beyond those: they are counted together. No address looks like it. */
export const OTHER_ADDRESSES = '*';

/** A kind of refusal lately: equal ones of an hour are counted together. */
export type RefusalView = {
  id: string;
  code: ErrorCode;
  /** Null where it could not be told, or where there were several. */
  ip: string | null;
  /** Counts what came from addresses beyond the first 100 of its key, code and hour. */
  others: boolean;
  detail: string | null;
  count: number;
  lastAt: Date;
};

type Row = { id: string; code: string; ip: string; detail: string | null; count: number; lastAt: Date };

export function toRefusalView({ id, code, ip, detail, count, lastAt }: Row): RefusalView {
  const others = ip === OTHER_ADDRESSES;
  return { id, code: code as ErrorCode, ip: others || ip === '' ? null : ip, others, detail, count, lastAt };
}
