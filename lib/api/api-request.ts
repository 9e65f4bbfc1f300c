/**
 * What a handler of the API may use of a request: a part of the platform's Request, which Next hands over, and all that the
 * web server's own costs. Building the platform's objects took a third of the throughput of POST /api/sms.
 */
export interface ApiRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { get(name: string): string | null };
  /** The body, where the server has read it already. */
  readonly alreadyRead?: Buffer | undefined;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The answer of a handler, before it becomes the platform's Response or goes straight to the socket. */
export type ApiResponse = { status: number; headers: Record<string, string>; body: string };
