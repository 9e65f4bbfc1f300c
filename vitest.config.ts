import path from 'node:path';
import { defineConfig } from 'vitest/config';

const alias = { '@': path.resolve(import.meta.dirname) };
const exclude = ['**/node_modules/**', '**/.next/**', '**/.build/**', 'e2e/**'];

// unit: pure, in milliseconds. db: against a real PostgreSQL (`*.db.test.ts`). Each in a time zone of its own: code that reads
// a time in the machine's zone fails in one of them. St. John's is off by half an hour and has daylight saving.
export default defineConfig({
  test: {
    // Many tests wait for processes of their own: with one worker a core, cores would stay idle.
    maxWorkers: '150%',
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...exclude, '**/*.db.test.ts'],
          env: { TZ: 'America/St_Johns' },
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'db',
          include: ['**/*.db.test.ts'],
          exclude,
          env: { TZ: 'UTC' },
          globalSetup: ['lib/testing/database-setup.ts'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
