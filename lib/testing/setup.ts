// Runs before each test file (vitest.config.ts). The files of a worker share its process, so each restores its state.
import { afterAll, vi } from 'vitest';
import { resetAllSingletons } from '../base/process-singleton';
import { configureProperties } from './property';

configureProperties();
resetAllSingletons();
const environment = { ...process.env };

afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});
