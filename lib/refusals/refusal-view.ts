import type { ErrorCode } from '../base/errors';

/** Addresses counted one by one for each key, code and hour: bounds what callers without a key can write. */
export const MAX_ADDRESSES = 100;

/** The column `ip` of all addresses beyond those, which are counted together. */
export const OTHER_ADDRESSES = '*';

/** Equal refusals within one hour, counted together. */
export type RefusalView = {
  id: string;
  code: ErrorCode;
  /** Null if it is not known, or if there were several. */
  ip: string | null;
  /** Whether it counts the addresses beyond the first 100 of its key, code and hour. */
  others: boolean;
  detail: string | null;
  /** The permission that was missing; null for other codes, and for refusals from before it was recorded. */
  needed: string | null;
  count: number;
  lastAt: Date;
};

type Row = {
  id: string;
  code: string;
  ip: string;
  detail: string | null;
  needed: string | null;
  count: number;
  lastAt: Date;
};

export function toRefusalView({ ip, ...row }: Row): RefusalView {
  const others = ip === OTHER_ADDRESSES;
  return { ...row, code: row.code as ErrorCode, ip: others || ip === '' ? null : ip, others };
}
