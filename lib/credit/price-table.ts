import { processSingleton } from '../base/process-singleton';
import { apiPool } from '../database/db';
import { asUncommitted } from '../database/translate-error';
import { type CompiledPrices, compilePrices } from './prices';

/** From this age on, a request waits until the revision of the prices has been compared. */
const STALE_AFTER_MS = 500;

const READ = {
  name: 'read-prices',
  text: `
    SELECT v.revision::text AS revision,
           CASE WHEN v.revision::text IS DISTINCT FROM $1
           THEN (SELECT COALESCE(json_agg(json_build_array(p.prefix, p.amount::text)), '[]') FROM price p) END AS prices
    FROM price_revision v`,
};
type Row = { revision: string; prices: [prefix: string, amount: string][] | null };

/** The prices of the installation, cached. A change applies in every process within half a second. */
class PriceTable {
  #prices: CompiledPrices | null = null;
  #revision: string | null = null;
  #checkedAtMs = Number.NEGATIVE_INFINITY;
  #checking: Promise<CompiledPrices> | null = null;

  /** Returns the prices. Throws `unavailable`. */
  async current(): Promise<CompiledPrices> {
    if (this.#prices && performance.now() - this.#checkedAtMs < STALE_AFTER_MS) return this.#prices;
    this.#checking ??= this.#check().finally(() => {
      this.#checking = null;
    });
    return this.#checking;
  }

  async #check(): Promise<CompiledPrices> {
    const startedMs = performance.now();
    try {
      const { rows } = await apiPool().query<Row>({ ...READ, values: [this.#revision] });
      const { revision = null, prices = null } = rows[0] ?? {};
      if (prices) this.#prices = compilePrices(prices.map(([prefix, amount]) => ({ prefix, amount: BigInt(amount) })));
      this.#revision = revision;
      this.#checkedAtMs = startedMs;
      return this.#prices ?? compilePrices([]);
    } catch (error) {
      throw asUncommitted(error);
    }
  }
}

/** Returns the process's table. */
export function priceTable(): PriceTable {
  return processSingleton('price-table', () => new PriceTable());
}
