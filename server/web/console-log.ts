import { logger } from '@/lib/runtime/logger';

/**
 * Sends what Next prints of failed pages to the log, as the JSON lines that everything else there is; equal errors are
 * sampled like all others.
 */
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
