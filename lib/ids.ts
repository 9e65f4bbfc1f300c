import { v7, validate } from 'uuid';

/** A new time-ordered id (UUIDv7, RFC 9562 §5.7). */
export function newId(): string {
  return v7();
}

/** Whether `value` is a UUID. Ask before it reaches a query: PostgreSQL answers anything else with an error. */
export function isId(value: string): boolean {
  return validate(value);
}
