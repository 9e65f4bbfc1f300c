import { AsyncLocalStorage } from 'node:async_hooks';
import { processSingleton } from '../base/process-singleton';

/** The client of a request, as the web server determined it from the socket, never from a header a client could forge. */
export type Client = {
  /** Normalized address; null when it is unknown (then keys with an IP restriction refuse the request). */
  ip: string | null;
  requestId: string;
  /** The request target exactly as received, such as `/api/sms?a=1`: signatures cover these bytes. */
  target: string;
  /** Status that a page or action sets for its response, in place of Next's. */
  status?: number;
  /** How the database failed this request first (lib/database/database-failures.ts). */
  databaseFailure?: 'away' | 'slow';
  /** Whether the function of a server action was called: its arguments could be read. */
  isActionBegun?: boolean;
  /** Seconds for the response's Retry-After header. */
  retryAfterS?: number | undefined;
};

function store(): AsyncLocalStorage<Client> {
  return processSingleton('client-store', () => new AsyncLocalStorage<Client>());
}

/** Runs `run` (a request that goes through Next) with `client` available to everything it calls. */
export function runWithClient<T>(client: Client, run: () => T): T {
  return store().run(client, run);
}

/** Returns the client of the page, action or route that Next runs. Undefined: not from our server, so it is not trusted. */
export function currentClient(): Client | undefined {
  return store().getStore();
}

/** Sets the status of the current action's response: Next itself always answers 200 for an action that ended. */
export function setResponseStatus(status: number, retryAfterS?: number): void {
  const client = currentClient();
  if (client) Object.assign(client, { status, retryAfterS });
}

/** Must be called first by each server action. A response with 500 before that is about its arguments: the client's error. */
export function beginAction(): void {
  const client = currentClient();
  if (client) client.isActionBegun = true;
}
