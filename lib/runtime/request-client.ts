import { AsyncLocalStorage } from 'node:async_hooks';
import { processSingleton } from '../base/process-singleton';

/** Who is asking, as the web server worked it out from the socket. Never taken from a header a client could send. */
export type Client = {
  /** Normalised address; null when it could not be told (then everything restricted by address is refused). */
  ip: string | null;
  requestId: string;
  /** The request target exactly as received, such as `/api/sms?a=1`: signatures cover these bytes. */
  target: string;
  /** Status that a page or action wants to be answered with, whatever Next would say. */
  status?: number;
  /** Seconds for the answer's Retry-After header. */
  retryAfterS?: number | undefined;
};

function store(): AsyncLocalStorage<Client> {
  return processSingleton('client-store', () => new AsyncLocalStorage<Client>());
}

/** Runs `run` (a request that goes through Next) with `client` known to everything it calls. */
export function runAsClient<T>(client: Client, run: () => T): T {
  return store().run(client, run);
}

/** The client of the page, action or route being run by Next. Undefined means: not through our server, so trust nothing. */
export function currentClient(): Client | undefined {
  return store().getStore();
}

/** Answers the action being run with `status`: Next itself knows only 200 for one that ended. */
export function answerStatus(status: number, retryAfterS?: number): void {
  const client = currentClient();
  if (client) Object.assign(client, { status, retryAfterS });
}
