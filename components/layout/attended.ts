/** Without input for this long, the page is unattended: its refreshes must not keep the session in use. */
const LIMIT_MS = 30 * 60_000;

let lastInputMs = 0;
const waiting = new Set<() => void>();

function onInput(): void {
  lastInputMs = performance.now();
  for (const run of waiting) run();
  waiting.clear();
}

if (typeof window !== 'undefined') {
  for (const type of ['pointerdown', 'pointermove', 'keydown', 'scroll']) {
    window.addEventListener(type, onInput, { passive: true, capture: true });
  }
}

/**
 * Runs `run` at once while the page is used, else with the next input: requests of an unattended page would count as uses of
 * the session, which then never ended by inactivity.
 */
export function whenAttended(run: () => void): void {
  if (performance.now() - lastInputMs < LIMIT_MS) run();
  else waiting.add(run);
}
