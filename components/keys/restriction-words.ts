import type { KeyView } from '@/lib/keys/view';

export type RestrictionLook = 'open' | 'allowed' | 'nobody' | 'blocked' | 'locked' | 'unlocked';

/** A key's address restriction in the few words that the list has room for. */
export function restrictionWords(restriction: KeyView['restriction']): { look: RestrictionLook; words: string } {
  const { active, mode, entries, lockedIp } = restriction;
  if (!active) return { look: 'open', words: 'Any address' };
  switch (mode) {
    case 'allow':
      if (entries === 0) return { look: 'nobody', words: 'No address' };
      return { look: 'allowed', words: entries === 1 ? '1 entry' : `${entries} entries` };
    case 'block':
      return { look: 'blocked', words: entries === 0 ? 'None blocked' : `${entries} blocked` };
    case 'lock':
      return lockedIp ? { look: 'locked', words: lockedIp } : { look: 'unlocked', words: 'Not locked yet' };
  }
}
