import { once } from 'node:events';
import net from 'node:net';
import { defineConfig } from '@playwright/test';
import { LAUNCH } from './e2e/launch';

// Workers read this file again and must find the same port.
process.env.E2E_PORT ??= String(await freePort());

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/global-setup.ts',
  outputDir: 'test-results/artifacts',
  // One more than the two cores of a small machine: a journey also waits for the worker's and the page's timers.
  workers: 3,
  // Each test has an account of its own.
  fullyParallel: true,
  // A flaky journey is a defect. Only .ci/run allows a retry, and its summary names the journey.
  retries: Number(process.env.E2E_RETRIES ?? 0),
  projects: [
    // The first journey sets up the installation, which the others expect.
    { name: 'first run', testMatch: 'first-run.spec.ts' },
    { name: 'journeys', testIgnore: 'first-run.spec.ts', dependencies: ['first run'] },
  ],
  // Limits of a machine several times slower, that also draws without a graphics card.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL: `http://localhost:${process.env.E2E_PORT}`,
    // Recording a trace costs a third of the run's time: E2E_TRACE=1 npm run test:e2e
    trace: process.env.E2E_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    permissions: ['clipboard-read', 'clipboard-write'],
    // Without animations, as a user may ask for: a third faster without a graphics card.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: LAUNCH,
  },
});

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  return port;
}
