import pino, { type Logger } from 'pino';
import { once } from './registry';

/**
 * The process's log: JSON lines on standard output. Log named fields, never whole requests, headers or bodies: secrets
 * travel in those.
 */
export function logger(): Logger {
  return once('logger', () =>
    pino({ level: process.env.LOG_LEVEL || 'info', base: { role: process.env.POSTERN_PROCESS ?? 'postern' } }),
  );
}
