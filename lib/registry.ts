// Next bundles its own copy of every module, so a process that also serves the API directly holds each module twice.
// What must exist once per process (pools, caches, counters) is kept here, under a name, on globalThis.
const store = ((globalThis as { [key: symbol]: unknown })[Symbol.for('postern.registry')] ??= new Map()) as Map<
  string,
  unknown
>;

/** The process-wide value called `name`, made by `create` the first time anybody asks. */
export function once<T>(name: string, create: () => T): T {
  if (!store.has(name)) store.set(name, create());
  return store.get(name) as T;
}

/** Forgets `name`, for tests that start anew. */
export function forget(name: string): void {
  store.delete(name);
}
