import { logger } from '@/lib/runtime/logger';

/** Writes what Next prints about failed pages to the log, as JSON lines like all others; equal errors are sampled. */
export function logConsole(): void {
  const route = (level: 'error' | 'warn') => {
    console[level] = (...args: unknown[]) => {
      const err = args.find((arg) => arg instanceof Error);
      const text = args.filter((arg) => typeof arg === 'string').join(' ');
      logger()[level](err ? { err } : {}, text.trim() || 'page failed');
    };
  };
  route('error');
  route('warn');
}
