import type { Actor } from '../access/actor';
import { mayCopyScopes } from './grantable-scopes';
import type { IpMode } from './ip-restriction';
import { type KeyFacts, type KeyRow, keyFacts, oldSecretOf } from './key-row';

/** A key as the console lists it. Never holds a secret or a digest. */
export type KeyView = KeyFacts & {
  /** Whether the reader can copy the whole value: a key id, or a copyable auth key that may do no more than the reader. */
  copyable: boolean;
  /** Why an auth key cannot be copied by the reader; null where it can. */
  notCopyable: 'shown_once' | 'beyond_reader' | null;
  restriction: { active: boolean; mode: IpMode; entries: number; lockedIp: string | null };
  /** Until when the old secret of a rotation under way is valid. */
  rotatingUntil: Date | null;
  /** Requests carried out on each of the last 14 UTC days, oldest first. */
  usage: number[];
};

export const SPARKLINE_DAYS = 14;
const DAY_MS = 86_400_000;

function copyProblem(row: KeyRow, reader: Actor): KeyView['notCopyable'] {
  if (row.keyId !== null) return null;
  if (!row.copyable) return 'shown_once';
  return mayCopyScopes(reader, row.scopes) ? null : 'beyond_reader';
}

/** `days` holds the key's uses by UTC day (`2026-11-20`). */
export function toView(row: KeyRow, days: ReadonlyMap<string, number>, now: Date, reader: Actor): KeyView {
  const notCopyable = copyProblem(row, reader);
  return {
    ...keyFacts(row, now),
    copyable: row.deletedAt === null && notCopyable === null,
    notCopyable,
    restriction: {
      active: row.ipRestricted,
      mode: row.ipMode,
      entries: row.ipEntries.length,
      lockedIp: row.lockedIp,
    },
    rotatingUntil: oldSecretOf(row, now)?.validUntil ?? null,
    usage: lastDays(SPARKLINE_DAYS, now).map((day) => days.get(day) ?? 0),
  };
}

/** The last `count` UTC days up to `now`'s, oldest first, as `2026-11-20`. */
export function lastDays(count: number, now: Date): string[] {
  return Array.from({ length: count }, (_, i) =>
    new Date(now.getTime() - (count - 1 - i) * DAY_MS).toISOString().slice(0, 10),
  );
}
