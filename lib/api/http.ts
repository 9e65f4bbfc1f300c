import type { Client } from '../runtime/request-client';

/**
 * An API request, made once by each transport: Node's HTTP server, the hot path, Next. It is not the platform's Request,
 * because building that took a third of the throughput of POST /api/sms.
 */
export type ApiRequest = {
  readonly method: string;
  /** The request target exactly as received, such as `/api/sms?a=1`: signatures cover these bytes. */
  readonly target: string;
  /** Returns a header by its name in any case, several joined with ", "; null when absent. */
  readonly headers: {
    get(name: string): string | null;
    /** All headers with their names in small letters; absent on the hot path. */
    entries?(): Iterable<[name: string, value: string]>;
  };
  /** Empty for GET and HEAD. */
  readonly body: Buffer;
  readonly client: Pick<Client, 'ip' | 'requestId'>;
};

/** An API response, before it becomes the platform's Response or is written to the socket. */
export type ApiResponse = { status: number; headers: Record<string, string>; body: string };

/** Returns a JSON response. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}
