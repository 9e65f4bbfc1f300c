import { once } from 'node:events';
import net from 'node:net';
import { defineConfig } from '@playwright/test';
import { LAUNCH } from './e2e/launch';

// Each worker loads this file again and must get the same port.
process.env.E2E_PORT ??= String(await freePort());

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/global-setup.ts',
  outputDir: 'test-results/artifacts',
  // One more than the two cores of a small machine: tests also wait for timers of the worker and of the page.
  workers: 3,
  // Each test has its own account.
  fullyParallel: true,
  // A flaky test is a defect. Only .ci/run allows a retry, and its summary names the test.
  retries: Number(process.env.E2E_RETRIES ?? 0),
  projects: [
    // Sets up the installation that the other tests need.
    { name: 'first run', testMatch: 'first-run.spec.ts' },
    { name: 'all others', testIgnore: 'first-run.spec.ts', dependencies: ['first run'] },
  ],
  // Limits for a machine several times slower that renders without a GPU.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL: `http://localhost:${process.env.E2E_PORT}`,
    // Recording a trace costs a third of the run's time: E2E_TRACE=1 npm run test:e2e
    trace: process.env.E2E_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    permissions: ['clipboard-read', 'clipboard-write'],
    // Animations off, as with the user's setting of the same name: a third faster without a GPU.
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
