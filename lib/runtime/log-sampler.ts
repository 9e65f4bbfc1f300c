const WINDOW_MS = 10_000;
/** Different errors that are counted at once; more are logged one by one. */
const MAX_KINDS = 500;
const MAX_CAUSES = 4;

type Kind = { repeated: number; report: (repeated: number) => void };

/**
 * Which errors to log in full. The first of a kind is; equal ones after it are only counted, and reported together every 10 s
 * until one window passes without any.
 */
export class LogSampler {
  readonly #kinds = new Map<string, Kind>();

  /** Returns whether to log this one. `report` is called later with how many of its kind were not, if any. */
  take(kind: string, report: (repeated: number) => void): boolean {
    const known = this.#kinds.get(kind);
    if (known) {
      known.repeated++;
      known.report = report;
      return false;
    }
    if (this.#kinds.size < MAX_KINDS) {
      this.#kinds.set(kind, { repeated: 0, report });
      this.#watch(kind);
    }
    return true;
  }

  #watch(kind: string): void {
    setTimeout(() => {
      const known = this.#kinds.get(kind);
      if (!known?.repeated) {
        this.#kinds.delete(kind);
        return;
      }
      known.report(known.repeated);
      known.repeated = 0;
      this.#watch(kind);
    }, WINDOW_MS).unref();
  }
}

/** What makes two errors equal: name, code and message of each cause, without the numbers in them. */
export function kindOfError(message: string, error: unknown): string {
  const parts = [message];
  for (let at = error, depth = 0; at instanceof Error && depth <= MAX_CAUSES; at = at.cause, depth++) {
    const { code } = at as { code?: unknown };
    const [lastLine = ''] = at.message.trim().split('\n').slice(-1);
    parts.push(at.name, String(code ?? ''), lastLine.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/gi, '#'));
  }
  return parts.join('\u0000');
}
