import { processSingleton } from '../base/process-singleton';
import { apiPool } from '../database/db';
import { asUncommitted } from '../database/translate-error';
import { logger } from '../runtime/logger';
import { periodOf } from './period';

/** Recipients counted by one statement. */
const MAX_BATCH = 1_000;

type Want = { accountId: string; recipient: string; wanted: number; cap: number };
type Request = {
  wants: Want[];
  resolve: (over: string[]) => void;
  reject: (error: unknown) => void;
};

/** `recipient_take` of the migration `limit_functions` has the rule. */
const TAKE = {
  name: 'recipient-take',
  text: 'SELECT recipient_take($1::date, $2::uuid[], $3::text[], $4::int[], $5::int[]) AS granted',
};
const RETURN = {
  name: 'recipient-return',
  text: `
    UPDATE recipient_use u SET messages = GREATEST(u.messages - l.count, 0)
    FROM (SELECT u.account_id, u.day, u.recipient, r.count
          FROM unnest($2::uuid[], $3::text[], $4::int[]) AS r(account_id, recipient, count)
          JOIN recipient_use u ON u.account_id = r.account_id AND u.day = $1::date AND u.recipient = r.recipient
          ORDER BY u.account_id, u.recipient FOR NO KEY UPDATE OF u) l
    WHERE u.account_id = l.account_id AND u.day = l.day AND u.recipient = l.recipient`,
};

/**
 * Counts messages to recipients of accounts that have a cap, in the database, so that the cap is exact over all processes.
 * Requests that arrive together share a statement.
 */
export class RecipientCounts {
  #waiting: Request[] = [];
  #isTaking = false;

  /** Counts one message to each recipient, all or none. Returns the recipients that are at their cap: then none was counted. */
  add(accountId: string, cap: number, recipients: readonly string[]): Promise<string[]> {
    const wants = [...countEach(recipients)].map(([recipient, wanted]) => ({ accountId, recipient, wanted, cap }));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ wants, resolve, reject });
      if (!this.#isTaking) void this.#takeAll();
    });
  }

  /** Subtracts messages that were not accepted. */
  remove(accountId: string, recipients: readonly string[]): void {
    void this.#giveBack([...countEach(recipients)].map(([recipient, wanted]) => ({ accountId, recipient, wanted })));
  }

  async #takeAll(): Promise<void> {
    this.#isTaking = true;
    // After this turn of the event loop, so that all requests read in it share the statement.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch();
      try {
        await this.#take(batch);
      } catch (error) {
        for (const { reject } of batch) reject(asUncommitted(error));
      }
    }
    this.#isTaking = false;
  }

  #nextBatch(): Request[] {
    const batch: Request[] = [];
    let size = 0;
    while (this.#waiting[0] && (batch.length === 0 || size + this.#waiting[0].wants.length <= MAX_BATCH)) {
      const next = this.#waiting.shift() as Request;
      size += next.wants.length;
      batch.push(next);
    }
    return batch;
  }

  async #take(batch: Request[]): Promise<void> {
    const wanted = new Map<string, Want>();
    for (const want of batch.flatMap(({ wants }) => wants)) {
      const known = wanted.get(nameOf(want));
      if (known) known.wanted += want.wanted;
      else wanted.set(nameOf(want), { ...want });
    }
    const all = [...wanted.values()];
    const { rows } = await apiPool().query<{ granted: number[] | null }>({
      ...TAKE,
      values: [today(), ...columns(all), all.map(({ cap }) => cap)],
    });
    const left = new Map(all.map((want, index) => [nameOf(want), rows[0]?.granted?.[index] ?? 0]));
    const refused: (() => void)[] = [];
    for (const { wants, resolve } of batch) {
      const over = wants.filter((want) => (left.get(nameOf(want)) ?? 0) < want.wanted);
      if (over.length === 0) {
        for (const want of wants) left.set(nameOf(want), (left.get(nameOf(want)) ?? 0) - want.wanted);
        resolve([]);
      } else {
        refused.push(() => resolve(over.map(({ recipient }) => recipient)));
      }
    }
    const unused = all.flatMap((want) => {
      const count = left.get(nameOf(want)) ?? 0;
      return count > 0 ? [{ ...want, wanted: count }] : [];
    });
    if (unused.length > 0) await this.#giveBack(unused);
    for (const refuse of refused) refuse();
  }

  /** What cannot be returned counts as sent: the cap is never exceeded. */
  async #giveBack(counts: Omit<Want, 'cap'>[]): Promise<void> {
    try {
      await apiPool().query({ ...RETURN, values: [today(), ...columns(counts)] });
    } catch (error) {
      logger().warn({ err: error }, 'messages to recipients that were not accepted stay counted');
    }
  }
}

const nameOf = ({ accountId, recipient }: Pick<Want, 'accountId' | 'recipient'>) => `${accountId}${recipient}`;
const today = () => periodOf('account_day', Date.now()).startsOn;

function columns(counts: readonly Omit<Want, 'cap'>[]): [string[], string[], number[]] {
  return [
    counts.map(({ accountId }) => accountId),
    counts.map(({ recipient }) => recipient),
    counts.map(({ wanted }) => wanted),
  ];
}

function countEach(recipients: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const recipient of recipients) counts.set(recipient, (counts.get(recipient) ?? 0) + 1);
  return counts;
}

/** Returns the process's counts. */
export function recipientCounts(): RecipientCounts {
  return processSingleton('recipient-counts', () => new RecipientCounts());
}
