/**
 * Runs `run` without capturing stack traces, which cost more than most checks of input. Only for code whose errors are
 * results of validation, never around code that may fail unexpectedly.
 */
export function withoutStackTraces<T>(run: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return run();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
