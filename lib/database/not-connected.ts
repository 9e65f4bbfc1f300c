/** Code of an error that occurred before any statement could be sent. */
export const NOT_CONNECTED = 'NOT_CONNECTED';
/** SQLSTATE read_only_sql_transaction. */
export const READ_ONLY = '25006';

/**
 * Thrown when no connection could be made; `cause` is what node-postgres said. A code of its own, since the causes (a
 * reset, a silent server) say on a connection in use that the outcome of a statement is unknown.
 */
export class NotConnectedError extends Error {
  readonly code = NOT_CONNECTED;

  constructor(cause: unknown) {
    super('no connection to the database could be made', { cause });
    this.name = 'NotConnectedError';
  }
}

/** A server that was reached and accepts only reads, with the SQLSTATE that a statement would fail with. */
export class ReadOnlyServerError extends Error {
  readonly code = READ_ONLY;

  constructor() {
    super('the database server accepts only reads');
    this.name = 'ReadOnlyServerError';
  }
}

/** Thrown when a statement was sent and the server did not answer in time: whether it was carried out is not known. */
export class SilentServerError extends Error {
  readonly code = 'ETIMEDOUT';

  constructor() {
    super('the database server did not answer in time');
    this.name = 'SilentServerError';
  }
}
