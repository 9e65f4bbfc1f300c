import { newId } from '../base/ids';
import { processSingleton } from '../base/process-singleton';
import { apiPool } from '../database/db';
import { asUncommitted } from '../database/translate-error';
import { logger } from '../runtime/logger';
import { Allowance, type Grant, type LimitSpec, type Take } from './allowance';

/** How often a process reports what it used and returns what it does not need. */
const FLUSH_MS = 250;

/** `limit_take` of the migration `limits` has the rule. */
const TAKE = {
  name: 'limit-take',
  text: `SELECT kept, granted, taken, elsewhere, held
         FROM limit_take($1, $2::limit_kind, $3::date, $4, $5, $6, $7, $8, $9, $10, $11)`,
};

/** Returns a `Take` on the database in the name of the process `owner`. */
export function takeAs(owner: string): Take {
  return async ({ kind, subjectId, accountId, limit, rate, period }, { unused, keep, need, ahead }) => {
    const values = [subjectId, kind, period.startsOn, owner, accountId, limit, rate, unused, keep, need, ahead];
    try {
      const { rows } = await apiPool().query<Grant>({ ...TAKE, values });
      return rows[0] as Grant;
    } catch (error) {
      throw asUncommitted(error);
    }
  };
}

/** The allowances of one process. */
export class Allowances {
  readonly #held = new Map<string, Allowance>();
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly take: Take = takeAs(newId())) {}

  /** Returns the allowance of a limit. A limit that was changed meanwhile applies from here on. */
  of(spec: LimitSpec): Allowance {
    const name = `${spec.kind} ${spec.subjectId} ${spec.period.startsOn}`;
    let held = this.#held.get(name);
    if (!held) {
      held = new Allowance(spec, this.take);
      this.#held.set(name, held);
      this.#timer ??= setInterval(() => void this.#flush(), FLUSH_MS).unref();
    }
    held.spec = spec;
    return held;
  }

  /** Returns everything that is unused, when the process stops. */
  async returnAll(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await Promise.allSettled([...this.#held.values()].map((held) => held.flush(0)));
    this.#held.clear();
  }

  async #flush(): Promise<void> {
    for (const [name, held] of this.#held) {
      await held.flush().catch((error: unknown) => logger().warn({ err: error }, 'unused allowance was not returned'));
      if (held.isIdle) this.#held.delete(name);
    }
    if (this.#held.size > 0 || !this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}

/** Returns the process's allowances. */
export function allowances(): Allowances {
  return processSingleton('allowances', () => new Allowances());
}
