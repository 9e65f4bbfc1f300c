import type { WebhookEvent } from '../webhooks/events';
import { type KeyRow, keyFacts, keyOptions, limitsOf } from './key-row';

/** A key with all its settings, as programs manage it. Never holds a secret. */
export type ManagedKey = ReturnType<typeof toManagedKey>;

export function toManagedKey(row: KeyRow, now: Date) {
  const { ipRestricted, ipMode, ipEntries, lockedIp, defaultSender, autoReplace, dlrUrl, dlrEvents, copyable, keyId } =
    row;
  return {
    ...keyFacts(row, now),
    ...keyOptions(row),
    ipRestriction: { enabled: ipRestricted, mode: ipMode, entries: ipEntries, lockedIp },
    defaultSender,
    autoReplace,
    dlrUrl,
    dlrEvents: dlrEvents as WebhookEvent[],
    copyable,
    keyId,
    limits: limitsOf(row),
  };
}
