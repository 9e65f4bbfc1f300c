/** Priorities of queued messages, lowest first; `message.priority` holds the index. Messente has these three. */
export const PRIORITY_NAMES = ['low', 'regular', 'high'] as const;
/** The priority of a message without the field. */
export const REGULAR = PRIORITY_NAMES.indexOf('regular');
export type PriorityName = (typeof PRIORITY_NAMES)[number];
