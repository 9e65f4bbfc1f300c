import http from 'node:http';
import type { AddressInfo } from 'node:net';

export type ReceivedRequest = { path: string; headers: Record<string, string>; body: string; atMs: number };

export type Receiver = {
  /** http://127.0.0.1:port */
  url: string;
  requests: ReceivedRequest[];
  stop(): Promise<void>;
};

/** Starts a customer's webhook server. `answer` responds to each request; without it, the status is 200. */
export async function startReceiver(
  answer: (request: ReceivedRequest, response: http.ServerResponse) => void = (_, response) => response.end('ok'),
): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const received = {
      path: request.url ?? '/',
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body: Buffer.concat(chunks).toString(),
      atMs: Date.now(),
    };
    requests.push(received);
    answer(received, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
