/** What goes first when messages wait: by index what `message.priority` holds. Messente's three. */
export const PRIORITY_NAMES = ['low', 'regular', 'high'] as const;
/** What a message has that does not say. */
export const REGULAR = PRIORITY_NAMES.indexOf('regular');
export type PriorityName = (typeof PRIORITY_NAMES)[number];
