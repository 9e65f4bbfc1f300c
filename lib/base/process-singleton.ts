// Next bundles its own copy of every module, so a process that also serves the API directly holds each module twice.
// What must exist once per process (pools, caches, counters) is kept here, under a name, on globalThis.
const place = globalThis as { [key: symbol]: Map<string, unknown> | undefined };
const REGISTRY = Symbol.for('postern.registry');
const store = place[REGISTRY] ?? new Map<string, unknown>();
place[REGISTRY] = store;

/** The process-wide value called `name`, made by `create` the first time anybody asks. */
export function processSingleton<T>(name: string, create: () => T): T {
  if (!store.has(name)) store.set(name, create());
  return store.get(name) as T;
}

/** Forgets `name`, for tests that start anew. */
export function resetSingleton(name: string): void {
  store.delete(name);
}

/** Clears every value, for test files that share a process. */
export function resetAllSingletons(): void {
  store.clear();
}
