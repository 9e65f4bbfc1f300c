import type { TargetHealth } from '@/lib/webhooks/log/queries';

/** The attempts of the last 24 hours to one target. */
export type Health = TargetHealth;

/** Returns the share of attempts that succeeded: `99.8 %`. Never 100 % with a failure; null without an attempt. */
export function successRate({ succeeded, failed }: Pick<Health, 'succeeded' | 'failed'>): string | null {
  const all = succeeded + failed;
  if (all === 0) return null;
  const percent = Math.floor((succeeded / all) * 1_000) / 10;
  return `${percent} %`;
}
