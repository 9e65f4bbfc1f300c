const WINDOW_MS = 10_000;
/** Different errors that are counted at the same time; more are logged one by one. */
const MAX_KINDS = 500;
const MAX_CAUSES = 4;

type Kind = { repeated: number; report: (repeated: number) => void };

/**
 * Decides which errors to log in full: the first of a kind. Equal ones after it are only counted, and reported together
 * every 10 s until a window passes without any.
 */
export class LogSampler {
  readonly #kinds = new Map<string, Kind>();

  /** Returns whether to log this error. `report` is called later with the number of equal ones that were not logged. */
  shouldLog(kind: string, report: (repeated: number) => void): boolean {
    const current = this.#kinds.get(kind);
    if (current) {
      current.repeated++;
      current.report = report;
      return false;
    }
    if (this.#kinds.size < MAX_KINDS) {
      this.#kinds.set(kind, { repeated: 0, report });
      this.#scheduleReport(kind);
    }
    return true;
  }

  #scheduleReport(kind: string): void {
    setTimeout(() => {
      const current = this.#kinds.get(kind);
      if (!current?.repeated) {
        this.#kinds.delete(kind);
        return;
      }
      current.report(current.repeated);
      current.repeated = 0;
      this.#scheduleReport(kind);
    }, WINDOW_MS).unref();
  }
}

/** Returns the kind by which errors are equal: name, code and message of each cause, without the numbers in them. */
export function kindOfError(message: string, error: unknown): string {
  const parts = [message];
  for (
    let current = error, depth = 0;
    current instanceof Error && depth <= MAX_CAUSES;
    current = current.cause, depth++
  ) {
    const { code } = current as { code?: unknown };
    const [lastLine = ''] = current.message.trim().split('\n').slice(-1);
    parts.push(current.name, String(code ?? ''), lastLine.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/gi, '#'));
  }
  return parts.join('\u0000');
}
