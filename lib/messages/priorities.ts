/** What goes first when messages wait: by index what `message.priority` holds. Messente's three. */
export const PRIORITY_NAMES = ['low', 'regular', 'high'] as const;
export type PriorityName = (typeof PRIORITY_NAMES)[number];
