import { isInSet, type RangeSet } from '../network/ranges';

/** The three ways a key can be restricted by address: only these, all but these, only the first one that used it. */
export const IP_MODES = ['allow', 'block', 'lock'] as const;
export type IpMode = (typeof IP_MODES)[number];

/** A key's restriction, prepared for checks. `active` is the switch; the rest is kept while it is off. */
export type IpRestriction = { active: boolean; mode: IpMode; ranges: RangeSet; lockedIp: string | null };

/** `lock`: allowed, and the key must be locked to this address first. */
export type IpVerdict = 'allowed' | 'refused' | 'lock';

/**
 * Whether a request from `ip` is allowed. An unknown address (null) never is. An empty allow-list allows none, an empty
 * block-list allows all. `0.0.0.0/0` in an allow-list allows every address, IPv6 too (Messente's page).
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
