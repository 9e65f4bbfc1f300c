/** Text that PostgreSQL and JSON can both store: no NUL, no unpaired surrogate. */
export const STORABLE = /^[^\0\p{Cs}]*$/u;
export const STORABLE_MESSAGE = 'Remove invalid characters: NUL, or half an emoji.';
