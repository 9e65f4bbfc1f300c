import type { IncomingMessage } from 'node:http';
import type { ApiRequest } from '@/lib/api/api-request';

/** A request as the web server read it, for a handler of app/api. */
export class DirectRequest implements ApiRequest {
  readonly method: string;
  readonly headers: { get(name: string): string | null };

  constructor(
    private readonly incoming: IncomingMessage,
    readonly alreadyRead: Buffer | undefined,
  ) {
    this.method = incoming.method ?? 'GET';
    this.headers = this;
  }

  /** Only path and query are the client's: handlers have no use for a host that anybody can make up. */
  get url(): string {
    return `http://postern.invalid${this.incoming.url}`;
  }

  /** A header's value, of any case; of one that came more than once, all with commas between them. */
  get(name: string): string | null {
    const value = this.incoming.headers[name.toLowerCase()];
    // The object has a prototype: what is no text was not sent.
    if (typeof value === 'string') return value;
    return Array.isArray(value) ? value.join(', ') : null;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return Uint8Array.from(this.alreadyRead ?? []).buffer;
  }
}
