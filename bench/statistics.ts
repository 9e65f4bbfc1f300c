/** Returns the duration of `run` in ms. */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Returns the value below which `share` of `values` are; 0 without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Returns median, 95th percentile and maximum of times in ms, as text. */
export function spread(times: readonly number[]): string {
  const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  const at = (share: number) => ms(quantile(times, share));
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, worst ${at(1)}`;
}
