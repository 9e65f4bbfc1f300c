// Next bundles its own copy of every module, so a process that also serves the API directly has two of each. State that
// must exist once per process (pools, caches, counters) is stored here, by name, on globalThis.
const globals = globalThis as { [key: symbol]: Map<string, unknown> | undefined };
const REGISTRY = Symbol.for('postern.registry');
const store = globals[REGISTRY] ?? new Map<string, unknown>();
globals[REGISTRY] = store;

/** Returns the process-wide value called `name`. The first call makes it with `create`. */
export function processSingleton<T>(name: string, create: () => T): T {
  if (!store.has(name)) store.set(name, create());
  return store.get(name) as T;
}

/** Removes the value called `name`, for tests. */
export function resetSingleton(name: string): void {
  store.delete(name);
}

/** Removes every value, for test files that share a process. */
export function resetAllSingletons(): void {
  store.clear();
}
