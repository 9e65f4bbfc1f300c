// Clients that send one message after the other, and retry each with its Idempotency-Key until it is accepted.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const RESPONSE_TIMEOUT_MS = 30_000;
const RETRY_MS = 50;

/** `status` is 0 if the connection failed. Times of performance.now(). */
export type Sample = { key: string; atMs: number; tookMs: number; status: number };

export type SteadyLoad = {
  /** Ids of accepted messages, with the time of their 202. */
  accepted: Map<string, number>;
  samples: Sample[];
  /** Resolves once each client has its last message accepted. */
  stop(): Promise<void>;
};

/** `pauseMs`: from an acceptance to the client's next message. */
export function startLoad(
  base: string,
  keys: string[],
  clients: number,
  pauseMs: number,
  message: Record<string, unknown> = { to: '+37255550000', text: 'Your code is 1234' },
): SteadyLoad {
  const accepted = new Map<string, number>();
  const samples: Sample[] = [];
  let stopped = false;
  const send = async (key: string): Promise<void> => {
    const body = JSON.stringify(message);
    const headers = { 'content-type': 'application/json', 'x-api-key': key, 'idempotency-key': randomUUID() };
    for (;;) {
      const startedMs = performance.now();
      const { status, id } = await post(`${base}/api/sms`, headers, body);
      const atMs = performance.now();
      samples.push({ key, atMs, tookMs: atMs - startedMs, status });
      if (id) accepted.set(id, atMs);
      if (id) return;
      await sleep(RETRY_MS);
    }
  };
  const running = Array.from({ length: clients }, async (_, i) => {
    while (!stopped) {
      await send(keys[i % keys.length] ?? '');
      await sleep(pauseMs);
    }
  });
  return {
    accepted,
    samples,
    stop: async () => {
      stopped = true;
      await Promise.all(running);
    },
  };
}

async function post(url: string, headers: Record<string, string>, body: string) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS),
    });
    const { id } = (await response.json()) as { id?: string };
    return { status: response.status, id: response.status === 202 ? id : undefined };
  } catch {
    return { status: 0, id: undefined };
  }
}

/** Answers by status, such as `202: 1200, 503: 40`. */
export function statuses(samples: readonly Sample[]): string {
  const counts = new Map<number, number>();
  for (const { status } of samples) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${status || 'no response'}: ${count}`).join(', ');
}
