import path from 'node:path';
import { defineConfig } from 'vitest/config';

const alias = { '@': path.resolve(import.meta.dirname) };
const exclude = ['**/node_modules/**', '**/.next/**', '**/.build/**', 'e2e/**'];

// unit: pure, in milliseconds. db: against a real PostgreSQL (`*.db.test.ts`).
export default defineConfig({
  test: {
    // Many tests wait for processes of their own: with one worker a core, cores would stay idle.
    maxWorkers: '150%',
    projects: [
      {
        resolve: { alias },
        test: { name: 'unit', include: ['**/*.test.ts'], exclude: [...exclude, '**/*.db.test.ts'] },
      },
      {
        resolve: { alias },
        test: {
          name: 'db',
          include: ['**/*.db.test.ts'],
          exclude,
          globalSetup: ['lib/testing/database-setup.ts'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
