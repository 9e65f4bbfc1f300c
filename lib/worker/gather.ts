/** Collects what comes while a write is under way, and writes it together. */
export type Gatherer<T> = {
  /** Items not being written yet. */
  readonly waiting: number;
  add(item: T): void;
  /** Resolves once everything added so far is written. */
  finished(): Promise<void>;
};

/** `write` gets all that has gathered, one call at a time, and must not throw. */
export function gather<T>(write: (items: T[]) => Promise<void>): Gatherer<T> {
  const gathered: T[] = [];
  let writing: Promise<void> | null = null;

  const writeAll = async (): Promise<void> => {
    // What is added in the same turn goes together.
    await Promise.resolve();
    while (gathered.length > 0) await write(gathered.splice(0));
    writing = null;
  };

  return {
    get waiting() {
      return gathered.length;
    },
    add(item) {
      gathered.push(item);
      writing ??= writeAll();
    },
    finished: async () => {
      while (writing) await writing;
    },
  };
}
