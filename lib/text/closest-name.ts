/** A name that needs more changes than this share of its letters is not similar. */
const MAX_SHARE = 0.5;

/** Returns the name among `names` that takes the fewest changes of letters from `name`; null where none is similar. */
export function closestName(name: string, names: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(1, Math.floor(name.length * MAX_SHARE)) + 1;
  for (const candidate of names) {
    const changes = distance(name.toLowerCase(), candidate.toLowerCase());
    if (changes >= least) continue;
    least = changes;
    best = candidate;
  }
  return best;
}

/** Levenshtein's distance: insertions, removals and replacements of one letter. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
