/** Holds the columns of the key table that this browser's person hides. */
export const COLUMNS_COOKIE = 'postern-key-columns';
