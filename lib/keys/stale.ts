/** Said by work done with a key whose row no longer is what the record says: judge it again on a fresh picture. */
export const STALE = Symbol.for('postern.stale');
