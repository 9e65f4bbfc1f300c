/** Code of an error that occurred before any statement could be sent. */
export const NOT_CONNECTED = 'NOT_CONNECTED';
/** SQLSTATE read_only_sql_transaction. */
export const READ_ONLY = '25006';

/**
 * Thrown when no connection could be made; `cause` is node-postgres's error. It has its own code, since the same causes (a
 * reset, a timeout) on a connection in use mean that the outcome of a statement is unknown.
 */
export class NotConnectedError extends Error {
  readonly code = NOT_CONNECTED;

  constructor(cause: unknown) {
    super('no connection to the database could be made', { cause });
    this.name = 'NotConnectedError';
  }
}

/** Thrown for a server that is read-only, with the SQLSTATE that a statement would fail with. */
export class ReadOnlyServerError extends Error {
  readonly code = READ_ONLY;

  constructor() {
    super('the database server accepts only reads');
    this.name = 'ReadOnlyServerError';
  }
}

/** Thrown when a statement was sent and the server did not respond in time: its outcome is unknown. */
export class SilentServerError extends Error {
  readonly code = 'ETIMEDOUT';

  constructor() {
    super('the database server did not respond in time');
    this.name = 'SilentServerError';
  }
}
