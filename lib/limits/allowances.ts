import { newId } from '../base/ids';
import { processSingleton } from '../base/process-singleton';
import { apiPool } from '../database/db';
import { asUncommitted } from '../database/translate-error';
import { logger } from '../runtime/logger';
import { Allowance, type Grant, type LimitSpec, type Take } from './allowance';

/** How often a process reports what it used and returns what it does not need. */
const FLUSH_MS = 1_000;

/** `limit_take` of the migration `limit_functions` has the rule. */
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
  /** By the object of a cached key that sets the limit: the text that names an allowance costs more than all the rest. */
  readonly #known = new WeakMap<object, Allowance>();
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly take: Take = takeAs(newId())) {}

  /** Returns the allowance of the limit that `source` sets, at `nowMs`. `specOf` is called where it is not known yet. */
  from(source: object, nowMs: number, specOf: () => LimitSpec): Allowance {
    const known = this.#known.get(source);
    if (known && !known.isRetired && nowMs < known.spec.period.endMs) return known;
    const allowance = this.of(specOf());
    this.#known.set(source, allowance);
    return allowance;
  }

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
    for (const held of this.#held.values()) held.isRetired = true;
    await Promise.allSettled([...this.#held.values()].map((held) => held.flush(0)));
    this.#held.clear();
  }

  async #flush(): Promise<void> {
    const warn = (error: unknown) => logger().warn({ err: error }, 'unused allowance was not returned');
    await Promise.all([...this.#held.values()].map((held) => held.flush().catch(warn)));
    for (const [name, held] of this.#held) {
      if (!held.isIdle) continue;
      held.isRetired = true;
      this.#held.delete(name);
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
