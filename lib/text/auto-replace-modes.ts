/** Messente's three options: no replacement, the account's own table, all characters that GSM 03.38 lacks. */
export const AUTO_REPLACE_MODES = ['off', 'on', 'full'] as const;
export type AutoReplaceMode = (typeof AUTO_REPLACE_MODES)[number];
