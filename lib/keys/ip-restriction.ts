import { isInSet, type RangeSet } from '../network/ranges';
import type { IpMode } from './ip-modes';

/** A key's restriction, ready to be asked. `active` is the switch; the rest is kept while it is off. */
export type IpRestriction = { active: boolean; mode: IpMode; ranges: RangeSet; lockedIp: string | null };

/** `lock`: let in, and the key must be locked on this address first. */
export type IpVerdict = 'allowed' | 'refused' | 'lock';

/**
 * Whether a request from `ip` is let in. An address that could not be told (null) never is. An empty allow-list lets nobody
 * in, an empty block-list everybody. `0.0.0.0/0` in an allow-list means anyone.
 */
export function ipVerdict({ active, mode, ranges, lockedIp }: IpRestriction, ip: string | null): IpVerdict {
  if (!active) return 'allowed';
  if (ip === null) return 'refused';
  switch (mode) {
    case 'allow':
      return ranges.includesAll || isInSet(ip, ranges) ? 'allowed' : 'refused';
    case 'block':
      return ranges.includesAll || isInSet(ip, ranges) ? 'refused' : 'allowed';
    case 'lock':
      if (lockedIp === null) return 'lock';
      return lockedIp === ip ? 'allowed' : 'refused';
  }
}
