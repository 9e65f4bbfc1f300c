import type { MessageStatus } from './rules';

/** The filter of the message list: five groups of the nine statuses. */
export const STATUS_GROUPS = {
  delivered: ['delivered'],
  waiting: ['queued', 'submitted'],
  scheduled: ['scheduled'],
  failed: ['undelivered', 'expired', 'rejected', 'cancelled'],
  unknown: ['unknown'],
} as const satisfies Record<string, readonly MessageStatus[]>;

export type StatusGroup = keyof typeof STATUS_GROUPS;

export const STATUS_GROUP_NAMES = Object.keys(STATUS_GROUPS) as StatusGroup[];

export function isStatusGroup(value: string): value is StatusGroup {
  return Object.hasOwn(STATUS_GROUPS, value);
}

/** The group of a status, which determines its color and icon. */
export function statusGroup(status: MessageStatus): StatusGroup {
  return STATUS_GROUP_NAMES.find((group) => (STATUS_GROUPS[group] as readonly string[]).includes(status)) ?? 'unknown';
}
