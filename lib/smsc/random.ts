/** Returns numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  };
}

/** Returns a number within a range. */
export function within([from, to]: readonly [number, number], random: () => number): number {
  return from === to ? from : from + random() * (to - from);
}

/** Returns a key by its weight; null when all weights are 0. */
export function weighted<Key extends string>(weights: Partial<Record<Key, number>>, random: () => number): Key | null {
  const entries = Object.entries(weights) as [Key, number][];
  let left = random() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [key, weight] of entries) {
    left -= weight;
    if (left < 0) return key;
  }
  return null;
}
