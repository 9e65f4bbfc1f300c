/** Collects what is added while a write is under way, and writes it together. */
export type Gatherer<T> = {
  /** Items not being written yet. */
  readonly waiting: number;
  add(item: T): void;
  /** Resolves once everything added so far is written. */
  finished(): Promise<void>;
};

/**
 * `write` gets all that has gathered, one call at a time, and must not throw. Writes begin at least `spacingMs` apart: a
 * single item is written at once, many that follow each other in batches.
 */
export function gather<T>(write: (items: T[]) => Promise<void>, spacingMs = 0): Gatherer<T> {
  const gathered: T[] = [];
  let writing: Promise<void> | null = null;
  let beganAt = Number.NEGATIVE_INFINITY;

  const writeAll = async (): Promise<void> => {
    // What is added in the same turn goes together.
    await Promise.resolve();
    while (gathered.length > 0) {
      const waitMs = beganAt + spacingMs - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      beganAt = performance.now();
      await write(gathered.splice(0));
    }
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
