import type pg from 'pg';
import { processSingleton } from '../base/process-singleton';
import { pool } from '../database/db';
import { compileSubscriptions, type StoredSubscriptions, type Subscriptions } from './targets';

/** NOTIFY channel of changes of endpoints, events and disabled targets: a trigger sends it. */
export const SUBSCRIPTIONS_CHANNEL = 'postern_webhooks';

/** From this age on, the copy is compared with the database in the background. */
const CHECK_AFTER_MS = 400;
/** From this age on, its reader waits for the comparison. */
const STALE_AFTER_MS = 900;

const READ = {
  name: 'read-subscriptions',
  text: `
    SELECT v.revision::text AS revision, CASE WHEN v.revision::text IS DISTINCT FROM $1 THEN json_build_object(
      'endpoints', (SELECT COALESCE(json_agg(json_build_object(
          'id', e.id, 'accountId', e.account_id, 'url', e.url, 'events', e.events, 'keyIds', e.key_ids) ORDER BY e.id), '[]')
        FROM (SELECT id, account_id, url, events, key_ids FROM webhook_endpoint WHERE enabled
              UNION ALL SELECT id, id, '', pull_events, '{}' FROM account WHERE pull_events <> '{}') e),
      'keys', (SELECT COALESCE(json_agg(json_build_object('id', k.id, 'accountId', k.account_id, 'events', k.dlr_events)), '[]')
        FROM api_key k WHERE k.dlr_events <> '{}'),
      'accounts', (SELECT COALESCE(json_agg(json_build_object('id', a.id, 'events', a.dlr_events)), '[]')
        FROM account a WHERE a.dlr_events <> '{}'),
      'disabled', (SELECT COALESCE(json_agg(json_build_object('accountId', s.account_id, 'target', s.target)), '[]')
        FROM webhook_state s WHERE s.disabled_at IS NOT NULL)) END AS stored
    FROM webhook_revision v`,
};

type Queryable = Pick<pg.ClientBase, 'query'>;
type Row = { revision: string; stored: StoredSubscriptions | null };

/** The subscriptions of the installation, cached: a change takes effect in every process within a second. */
class SubscriptionCache {
  #compiled: Subscriptions | null = null;
  #revision: string | null = null;
  #checkedAtMs = Number.NEGATIVE_INFINITY;
  #isChecking = false;

  /** Returns the copy, or null where it must be read first. */
  current(): Subscriptions | null {
    const ageMs = performance.now() - this.#checkedAtMs;
    if (ageMs >= STALE_AFTER_MS) return null;
    if (ageMs >= CHECK_AFTER_MS && !this.#isChecking) void this.#checkInBackground();
    return this.#compiled;
  }

  invalidate(): void {
    this.#checkedAtMs = Number.NEGATIVE_INFINITY;
  }

  async load(client: Queryable): Promise<Subscriptions> {
    const startedMs = performance.now();
    const { rows } = await client.query<Row>({ ...READ, values: [this.#revision] });
    const [row] = rows;
    if (!row) throw new Error('webhook_revision has no row');
    // Another reader may have compiled this revision meanwhile: then there is nothing to do.
    if (row.stored) this.#compiled = compileSubscriptions(row.stored);
    if (!this.#compiled) throw new Error('the subscriptions were not read');
    this.#revision = row.revision;
    this.#checkedAtMs = Math.max(startedMs, this.#checkedAtMs);
    return this.#compiled;
  }

  async #checkInBackground(): Promise<void> {
    this.#isChecking = true;
    // A failure shows when the copy is stale: its reader then gets the error.
    await this.load(pool()).catch(() => undefined);
    this.#isChecking = false;
  }
}

const cache = () => processSingleton('webhook-subscriptions', () => new SubscriptionCache());

/**
 * Returns which events are reported where. `client`: the connection of the caller's transaction, which reads a stale copy, so
 * that no transaction waits for a second connection of the pool.
 */
export async function currentSubscriptions(client: Queryable = pool()): Promise<Subscriptions> {
  return cache().current() ?? cache().load(client);
}

/** Has the next reader compare the copy with the database. */
export function invalidateSubscriptions(): void {
  cache().invalidate();
}
