/** Text that PostgreSQL and JSON both keep: no NUL, no half of a surrogate pair. */
export const STORABLE = /^[^\0\p{Cs}]*$/u;
export const STORABLE_MESSAGE = 'Take out what is no character: NUL, or half an emoji.';
