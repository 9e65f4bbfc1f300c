import type { MonthlyVolume } from '@/lib/accounts/verification/schema';

/** The labels of the monthly volumes. */
export const VOLUME_NAMES: Record<MonthlyVolume, string> = {
  up_to_1000: 'Up to 1,000',
  up_to_10000: 'Up to 10,000',
  up_to_100000: 'Up to 100,000',
  more: 'More than 100,000',
};

/** Returns the label of a stored volume; one that is no longer offered is returned as it is. */
export function volumeName(volume: string): string {
  return VOLUME_NAMES[volume as MonthlyVolume] ?? volume;
}
