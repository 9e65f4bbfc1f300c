import { processSingleton } from '../base/process-singleton';
import { apiPool, pool } from '../database/db';
import { asUncommitted } from '../database/translate-error';
import { type CompiledRoutes, compileRoutes, type Route } from './route-rules';

/** NOTIFY channel of changes of carriers and routes: a trigger sends it. */
export const CARRIERS_CHANNEL = 'postern_carriers';

/** From this age on, the table is compared with the database in the background. */
const CHECK_AFTER_MS = 300;
/** From this age on, a request waits for the comparison: an idle process must not use routes of an hour ago. */
const STALE_AFTER_MS = 700;

const READ = {
  name: 'read-routes',
  text: `
    SELECT v.revision::text AS revision,
           CASE WHEN v.revision::text IS DISTINCT FROM $1 THEN (
             SELECT coalesce(json_agg(json_build_object('carrier', c.name, 'prefix', r.prefix, 'sender', r.sender,
                      'environment', r.environment, 'accountId', r.account_id, 'priority', r.priority, 'weight', r.weight)
                      ORDER BY r.id), '[]')
             FROM route r JOIN carrier c ON c.id = r.carrier_id AND c.state <> 'draining')
           END AS routes,
           v.has_real_carrier AS "hasRealCarrier"
    FROM routing_revision v`,
};

type Row = { revision: string; routes: Route[] | null; hasRealCarrier: boolean };

/**
 * The routes of the installation, cached. A change takes effect in every process within a second: the revision of the routes
 * is compared while requests arrive. Routes to draining carriers are not among them. A queued message whose carrier was removed meanwhile is routed again by the worker.
 */
class RouteTable {
  #routes: CompiledRoutes | null = null;
  #revision: string | null = null;
  #checkedAtMs = Number.NEGATIVE_INFINITY;
  #checking: Promise<void> | null = null;
  #invalidations = 0;

  /** Returns the routes, or null where they must be read first. */
  current(): CompiledRoutes | null {
    const ageMs = performance.now() - this.#checkedAtMs;
    if (ageMs >= CHECK_AFTER_MS && !this.#checking) void this.#check().catch(() => undefined);
    return ageMs < STALE_AFTER_MS ? this.#routes : null;
  }

  /** Returns the routes as the database has them now. Throws `unavailable`. */
  async load(): Promise<CompiledRoutes> {
    try {
      await (this.#checking ?? this.#check());
    } catch (error) {
      throw asUncommitted(error);
    }
    return this.#routes as CompiledRoutes;
  }

  /** Reads the routes before the next request is routed. */
  invalidate(): void {
    this.#invalidations++;
    this.#checkedAtMs = Number.NEGATIVE_INFINITY;
  }

  #check(): Promise<void> {
    const startedMs = performance.now();
    const invalidations = this.#invalidations;
    this.#checking = apiPool()
      .query<Row>({ ...READ, values: [this.#revision] })
      .then(({ rows: [row] }) => {
        if (!row) throw new Error('routing_revision has no row');
        if (row.routes) this.#routes = compileRoutes(row.routes, row.hasRealCarrier);
        this.#revision = row.revision;
        if (invalidations === this.#invalidations) this.#checkedAtMs = startedMs;
      })
      .finally(() => {
        this.#checking = null;
      });
    return this.#checking;
  }
}

/** Returns the revision of carriers and routes, which every change of them increases. */
export async function readRoutingRevision(): Promise<string> {
  const { rows } = await pool().query<{ revision: string }>({
    name: 'read-routing-revision',
    text: 'SELECT revision::text AS revision FROM routing_revision',
  });
  return rows[0]?.revision ?? '';
}

/** Returns the process's table. */
export function routeTable(): RouteTable {
  return processSingleton('route-table', () => new RouteTable());
}
