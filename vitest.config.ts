import path from 'node:path';
import { defineConfig } from 'vitest/config';

const alias = { '@': path.resolve(import.meta.dirname) };
const exclude = ['**/node_modules/**', '**/.next/**', '**/.build/**', 'e2e/**'];

// Test files of one worker share its modules: loading them again for each file took half of the suite's time. setup.ts
// restores the environment and clears the singletons of lib/base/process-singleton.ts.
const shared = {
  isolate: false,
  exclude,
  setupFiles: ['lib/testing/setup.ts'],
  // Limits for a machine several times slower; no test asserts a duration. `npm run test:long` has ten times the examples.
  testTimeout: process.env.TEST_LONG === '1' ? 600_000 : 120_000,
  hookTimeout: 120_000,
};

// unit: pure, in milliseconds. db: with a real PostgreSQL (`*.db.test.ts`). Each runs in another time zone: code that depends
// on the machine's zone fails in one of them. St. John's has an offset of half an hour and daylight saving.
export default defineConfig({
  test: {
    // Many tests wait for child processes: one worker per core would leave cores idle.
    maxWorkers: '150%',
    projects: [
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...exclude, '**/*.db.test.ts'],
          env: { TZ: 'America/St_Johns' },
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'db',
          include: ['**/*.db.test.ts'],
          env: { TZ: 'UTC' },
          globalSetup: ['lib/testing/database-setup.ts'],
        },
      },
    ],
  },
});
