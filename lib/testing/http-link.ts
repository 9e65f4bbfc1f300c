import net from 'node:net';
import pino from 'pino';
import { onTestFinished, vi } from 'vitest';
import { resetSingleton } from '../base/process-singleton';
import type { CarrierLink, SubmitOutcome } from '../carriers/carrier';
import { openHttpLink } from '../carriers/http/link';
import { sampleSubmission } from '../carriers/http/sample';
import { type HttpSettingsInput, httpSettingsSchema } from '../carriers/http/settings';

const NEVER = new AbortController().signal;

/** Starts a server that handles what arrives on each connection. Returns its origin and the requests so far. */
export async function serve(answer: (socket: net.Socket, request: number) => void) {
  const sockets: net.Socket[] = [];
  const requests: string[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      requests.push(data.toString());
      answer(socket, requests.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { origin: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`, requests, sockets };
}

type Options = { allow?: string; settings?: Partial<HttpSettingsInput>; ratePerSecond?: number; onRoom?: () => void };

/** Opens a link to a carrier at `origin` for the running test. */
export function openLink(
  origin: string,
  { allow = '127.0.0.0/8', settings, ratePerSecond, onRoom }: Options = {},
): CarrierLink {
  const key = `k1:${Buffer.alloc(32).toString('base64')}`;
  vi.stubEnv('DATABASE_URL', 'postgres://u:p@127.0.0.1/d');
  vi.stubEnv('SECRETS_KEYS', key);
  vi.stubEnv('SECRETS_PEPPERS', key);
  vi.stubEnv('CARRIER_ALLOW_CIDRS', allow);
  resetSingleton('env');
  const parsed = httpSettingsSchema.parse({
    url: `${origin}/send?key={{secret.key}}`,
    body: { kind: 'json', template: '{"to":"{{recipient}}"}' },
    accepted: { id: { from: 'json', path: '/id' } },
    timeoutSeconds: 5,
    ...settings,
  });
  const link = openHttpLink(
    parsed,
    { key: 'top-secret' },
    {
      name: 'acme',
      sinks: { receipts: async () => undefined, received: async () => undefined },
      onRoom: onRoom ?? (() => undefined),
      onStatus: () => undefined,
      log: pino({ level: 'silent' }),
      ratePerSecond: ratePerSecond ?? null,
    },
  );
  onTestFinished(() => link.close());
  return link;
}

/** Submits a sample message. */
export const submitSample = (link: CarrierLink, signal = NEVER): Promise<SubmitOutcome> =>
  link.submit(sampleSubmission(Date.now()), signal);

/** Submits one message to a server that answers with these bytes. */
export async function outcomeOf(bytes: string, settings?: Partial<HttpSettingsInput>) {
  const { origin } = await serve((socket) => socket.end(bytes));
  const link = openLink(origin, { ...(settings && { settings }) });
  return { outcome: await submitSample(link), status: link.status(), room: link.room() };
}
