import type { IncomingMessage } from 'node:http';
import type { ApiRequest } from '@/lib/api/http';
import type { Client } from '@/lib/runtime/request-client';

/** An API request as Node's HTTP server read it. */
export class NodeRequest implements ApiRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: ApiRequest['headers'];

  constructor(
    private readonly incoming: IncomingMessage,
    readonly body: Buffer,
    readonly client: Client,
  ) {
    this.method = incoming.method ?? 'GET';
    this.target = client.target;
    this.headers = this;
  }

  get(name: string): string | null {
    const value = this.incoming.headers[name.toLowerCase()];
    // The object has a prototype, whose members are not headers.
    if (typeof value === 'string') return value;
    return Array.isArray(value) ? value.join(', ') : null;
  }

  *entries(): Iterable<[string, string]> {
    for (const name of Object.keys(this.incoming.headers)) yield [name, this.get(name) ?? ''];
  }
}
