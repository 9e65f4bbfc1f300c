import { once } from 'node:events';
import net from 'node:net';
import { defineConfig } from '@playwright/test';
import { LAUNCH } from './e2e/launch';

/** Journeys run beside each other, each worker in an installation of its own. */
const WORKERS = 2;

// Playwright's workers read this file again and must find the same ports.
process.env.E2E_PORTS ??= (await Promise.all(Array.from({ length: WORKERS }, freePort))).join();

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/global-setup.ts',
  outputDir: 'test-results',
  workers: WORKERS,
  fullyParallel: false,
  // On a busy machine a browser can be too slow once; here at home nothing is tried twice.
  retries: process.env.CI ? 2 : 0,
  projects: [
    // The first journey sets its installation up; the others find it so.
    { name: 'first light', testMatch: 'first-light.spec.ts' },
    { name: 'journeys', testIgnore: 'first-light.spec.ts', dependencies: ['first light'] },
  ],
  // Generous: a browser that draws without a graphics card is slow on a busy machine.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: `http://localhost:${process.env.E2E_PORTS?.split(',')[Number(process.env.TEST_PARALLEL_INDEX ?? 0)]}`,
    // Recording a trace costs a third of the run's time: E2E_TRACE=1 npm run test:e2e
    trace: process.env.E2E_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    permissions: ['clipboard-read', 'clipboard-write'],
    // Without motion, as people may ask for it: a third quicker where no graphics card draws.
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
