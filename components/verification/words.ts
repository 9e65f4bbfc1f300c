import type { Standing } from '@/lib/accounts/verification/queries';
import type { MonthlyVolume } from '@/lib/accounts/verification/schema';

/** Choices of "Messages a month", as people read them. */
export const VOLUME_NAMES: Record<MonthlyVolume, string> = {
  up_to_1000: 'Up to 1,000',
  up_to_10000: 'Up to 10,000',
  up_to_100000: 'Up to 100,000',
  more: 'More than 100,000',
};

/** A stored choice in words; one that is not offered any more as it stands. */
export function volumeName(volume: string): string {
  return VOLUME_NAMES[volume as MonthlyVolume] ?? volume;
}

/** Why an account that is not verified has no new key, and what comes next. */
export function refusalOf({ request }: Pick<Standing, 'request'>): string {
  switch (request?.state) {
    case 'pending':
      return 'This account is not verified yet: its request waits for the operator.';
    case 'rejected':
      return 'This account is not verified: its request was rejected. Account → Verification says why.';
    default:
      return 'This account is not verified yet. Request it under Account → Verification.';
  }
}
