/**
 * Runs `run`, in which errors are values: collecting the stack of each costs more than finding it. Only for what is wrong
 * with input, never around code that may fail by itself.
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
