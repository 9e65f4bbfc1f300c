// A customer's receiver of delivery reports that responds at once and counts them, for Postern's and Kannel's alike.
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was received since the last reset. */
export type Received = {
  /** Requests, repetitions included. */
  requests: number;
  /** Ids of messages, or numbers of Kannel's requests. */
  ids: Set<string>;
  /** Requests of Postern without a signature. */
  unsigned: number;
  /** Milliseconds from a message's final status to its report. */
  lagsMs: number[];
};

export type Sink = { url: string; received(): Received; reset(): void; stop(): void };

const nothing = (): Received => ({ requests: 0, ids: new Set(), unsigned: 0, lagsMs: [] });

export async function startSink(): Promise<Sink> {
  let received = nothing();
  const server = http.createServer((incoming, outgoing) => {
    if (incoming.method === 'GET') {
      received.requests++;
      received.ids.add(/[?&]id=(\d+)/.exec(incoming.url ?? '')?.[1] ?? '');
      incoming.resume();
      outgoing.writeHead(204).end();
      return;
    }
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    incoming.on('end', () => {
      const { id, occurredAtMs } = parseReport(body);
      received.requests++;
      received.ids.add(id);
      received.lagsMs.push(Date.now() - occurredAtMs);
      if (!incoming.headers['webhook-signature']) received.unsigned++;
      outgoing.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received: () => received,
    reset: () => {
      received = nothing();
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Reads a report's message id and time without parsing the JSON, which would take processor time from the measured processes. */
export function parseReport(body: string): { id: string; occurredAtMs: number } {
  const id = /"data":\{"id":"([^"]+)"/.exec(body)?.[1];
  const occurredAt = /"occurred_at":"([^"]+)"/.exec(body)?.[1];
  if (!id || !occurredAt) throw new Error(`not a delivery report: ${body}`);
  return { id, occurredAtMs: Date.parse(occurredAt) };
}
