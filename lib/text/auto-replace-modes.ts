/** Messente's three options: nothing, the account's own table, everything that GSM 03.38 lacks. */
export const AUTO_REPLACE_MODES = ['off', 'on', 'full'] as const;
export type AutoReplaceMode = (typeof AUTO_REPLACE_MODES)[number];
