import pino, { type Logger, type LoggerOptions } from 'pino';
import { processSingleton } from '../base/process-singleton';
import { printableJson } from '../text/terminal';
import { kindOfError, LogSampler } from './log-sampler';

const WARN = 40;
const MAX_CAUSES = 4;

/**
 * Returns the process's logger: JSON lines on standard output. Equal errors are logged once with their stack, then counted.
 * Log named fields, never whole requests, headers or bodies, which contain secrets.
 */
export function logger(): Logger {
  return processSingleton('logger', () =>
    pino(
      {
        level: process.env.LOG_LEVEL || 'info',
        base: { role: process.env.POSTERN_PROCESS ?? 'postern' },
        serializers: { err: loggedError },
        hooks: { logMethod },
      },
      terminalSafe(pino.destination({ dest: 1, sync: true })),
    ),
  );
}

/**
 * Returns the logger of security events, for a separate stream: its lines have `"stream":"security"`. They are written at
 * every LOG_LEVEL except `silent`.
 */
export function securityLogger(): Logger {
  return processSingleton('security-logger', () => {
    const child = logger().child({ stream: 'security' });
    if (child.level !== 'silent') child.level = 'info';
    return child;
  });
}

/** Escapes lines for a terminal: JSON escapes ESC, but neither the C1 controls nor the bidi ones. */
export function terminalSafe(out: { write(line: string): unknown }): { write(line: string): void } {
  return {
    write: (line) => {
      out.write(printableJson(line));
    },
  };
}

type LogMethod = NonNullable<NonNullable<LoggerOptions['hooks']>['logMethod']>;

/** While the database is down every request fails alike: a stack for each would fill the disk with one message. */
const logMethod: LogMethod = function logMethod(args, method, level) {
  const [fields, message = ''] = args as unknown as [{ err?: unknown } | undefined, string?];
  const error = level >= WARN && typeof fields === 'object' ? fields?.err : undefined;
  if (!(error instanceof Error)) return method.apply(this, args);
  const sampler = processSingleton('log-sampler', () => new LogSampler());
  const report = (repeated: number) => {
    const { message: text, code } = innermost(error);
    const summary = { repeated, error: lastLine(text), ...(code === undefined ? {} : { code }) };
    method.apply(this, [summary, message] as unknown as typeof args);
  };
  if (sampler.shouldLog(kindOfError(message, error), report)) method.apply(this, args);
};

function innermost(error: Error): { message: string; code?: unknown } {
  let current = error;
  for (let depth = 0; current.cause instanceof Error && depth < MAX_CAUSES; depth++) current = current.cause;
  return current;
}

/**
 * Returns the logged form of an error. Prisma's messages repeat the whole call with its arguments, including digests and
 * sealed secrets: only their last line, which names the fault, is logged. pg's `detail`, which quotes rows, is left out.
 */
export function loggedError(error: unknown, depth = 0): object | undefined {
  if (!(error instanceof Error)) return error === undefined ? undefined : { message: String(error) };
  const message = isPrisma(error) ? lastLine(error.message) : error.message;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return {
    type: error.name,
    message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: framesOf(error),
    ...(cause !== undefined && depth < MAX_CAUSES ? { cause: loggedError(cause, depth + 1) } : {}),
  };
}

function isPrisma(error: Error): boolean {
  return error.name.startsWith('PrismaClient') || error.message.includes('invocation:');
}

function lastLine(message: string): string {
  return message.trim().split('\n').at(-1)?.trim() ?? '';
}

/** The stack's frames without its first lines, which repeat the message. */
function framesOf(error: Error): string[] {
  return (error.stack ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '));
}
