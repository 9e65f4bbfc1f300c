import { LRUCache } from 'lru-cache';
import { db, pool } from '../database/db';
import type { SendingEndpoint } from './destination';

/** Changes of endpoints, secrets and disabled targets are noticed within this time. */
const CHECK_MS = 500;
const MAX_ENDPOINTS = 10_000;

type Endpoint = SendingEndpoint & { enabled: boolean };
type Overlap = { previousSecret: string; until: Date };
type Copy = { revision: string; disabled: ReadonlySet<string>; overlaps: ReadonlyMap<string, Overlap> };

const EMPTY: Copy = { revision: '', disabled: new Set(), overlaps: new Map() };

/** A worker's copy of what decides whether and how a report is sent. Endpoints are read when the first report goes to them. */
export class SendingTargets {
  private copy = EMPTY;
  private endpoints = new LRUCache<string, Promise<Endpoint | null>>({ max: MAX_ENDPOINTS });
  private checkedAt = Number.NEGATIVE_INFINITY;
  private checking: Promise<void> | null = null;

  /** Whether `refresh` has anything to do. */
  isStale(): boolean {
    return performance.now() - this.checkedAt >= CHECK_MS;
  }

  /** Reads what has changed since the last check. Throws what the database throws; the copy then stays as it is. */
  async refresh(): Promise<void> {
    this.checking ??= this.check().finally(() => {
      this.checking = null;
    });
    await this.checking;
  }

  /** Returns an endpoint, or null when it was removed. */
  endpoint(id: string): Promise<Endpoint | null> {
    const known = this.endpoints.get(id);
    if (known) return known;
    const { endpoints } = this;
    const endpoint = Promise.resolve(db().webhookEndpoint.findUnique({ where: { id } }));
    endpoints.set(id, endpoint);
    endpoint.catch(() => endpoints.delete(id));
    return endpoint;
  }

  /** Whether a target was disabled since it was gone or failing. */
  isDisabled(accountId: string, target: string): boolean {
    return this.copy.disabled.size > 0 && this.copy.disabled.has(`${accountId} ${target}`);
  }

  /** Returns the sealed secret that a key or account had before a rotation, until the overlap ends. */
  previousSecret(keyOrAccountId: string, at: Date): string | null {
    const overlap = this.copy.overlaps.get(keyOrAccountId);
    return overlap && overlap.until > at ? overlap.previousSecret : null;
  }

  private async check(): Promise<void> {
    const startedAt = performance.now();
    const { rows } = await pool().query<{ revision: string }>({
      name: 'read-webhook-revision',
      text: 'SELECT revision::text AS revision FROM webhook_revision',
    });
    const revision = rows[0]?.revision ?? '';
    if (revision !== this.copy.revision) {
      const [copy, endpoints] = await Promise.all([readCopy(), this.readEndpoints()]);
      this.copy = { revision, ...copy };
      this.endpoints = endpoints;
    }
    this.checkedAt = startedAt;
  }

  /** Reads those of the copy at once. One that was added to it meanwhile is read when a report goes to it. */
  private async readEndpoints(): Promise<typeof this.endpoints> {
    const ids = [...this.endpoints.keys()];
    const endpoints = new LRUCache<string, Promise<Endpoint | null>>({ max: MAX_ENDPOINTS });
    const rows = ids.length === 0 ? [] : await db().webhookEndpoint.findMany({ where: { id: { in: ids } } });
    for (const row of rows) endpoints.set(row.id, Promise.resolve(row));
    return endpoints;
  }
}

async function readCopy(): Promise<Omit<Copy, 'revision'>> {
  const [disabled, overlaps] = await Promise.all([
    pool().query<{ name: string }>(
      `SELECT account_id || ' ' || target AS name FROM webhook_state WHERE disabled_at IS NOT NULL`,
    ),
    pool().query<Overlap & { id: string }>(
      ['api_key', 'account']
        .map(
          (table) =>
            `SELECT id, previous_webhook_secret AS "previousSecret", previous_webhook_secret_until AS until FROM ${table}
             WHERE previous_webhook_secret IS NOT NULL AND previous_webhook_secret_until > now()`,
        )
        .join(' UNION ALL '),
    ),
  ]);
  return {
    disabled: new Set(disabled.rows.map(({ name }) => name)),
    overlaps: new Map(overlaps.rows.map(({ id, ...overlap }) => [id, overlap])),
  };
}
