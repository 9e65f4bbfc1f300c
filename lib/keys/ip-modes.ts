/** The three ways a key can be restricted by address: only these, all but these, only the first one that used it. */
export const IP_MODES = ['allow', 'block', 'lock'] as const;
export type IpMode = (typeof IP_MODES)[number];
