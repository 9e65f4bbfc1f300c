import { afterEach, expect, it, vi } from 'vitest';
import { requiredConnections } from './settings';

const RING = `k1:${Buffer.alloc(32, 7).toString('base64')}`;

afterEach(() => void vi.unstubAllEnvs());

it.each([
  ['1', '1', 100],
  ['2', '2', 100],
  ['8', '4', 256],
])('the bundled database accepts the connections of %s web and %s worker processes', (web, worker, connections) => {
  const settings = { SECRETS_KEYS: RING, SECRETS_PEPPERS: RING, WEB_PROCESSES: web, WORKER_PROCESSES: worker };
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  expect(requiredConnections()).toBe(connections);
});
