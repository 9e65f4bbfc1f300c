/** Environments of a key and its messages. Messages of a test key go to the simulator only. */
export const ENVIRONMENTS = ['live', 'test'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];
