import { LRUCache } from 'lru-cache';
import { AppError, notFound } from '../../base/errors';
import { processSingleton } from '../../base/process-singleton';
import { findCarrierByName, type LoadedCarrier } from '../load-carriers';

/** Changes of a carrier are effective in every process within this time. */
const MAX_AGE_MS = 1_000;
const MAX_CACHED = 500;
/** Other names do not reach the database. */
const NAME = /^[a-z0-9-]{1,40}$/;

type HttpCarrier = Extract<LoadedCarrier, { kind: 'http' }>;

/**
 * Returns the HTTP carrier of a name for requests that arrive from it. Throws `not_found` where there is none that has
 * receipts or incoming messages, and `unavailable` when its settings or secrets cannot be read.
 */
export async function receivingCarrier(name: string): Promise<HttpCarrier> {
  const carrier = NAME.test(name) ? await cachedCarrier(name) : null;
  if (carrier?.kind === 'invalid') {
    throw new AppError('unavailable', 'The settings of this carrier cannot be read.', { cause: carrier.problem });
  }
  if (carrier?.kind !== 'http') throw notFound('carrier');
  const { receipts, inbound } = carrier.settings;
  if (!receipts.enabled && !inbound.enabled) throw notFound('carrier');
  return carrier;
}

function cachedCarrier(name: string): Promise<LoadedCarrier | null> {
  const cache = processSingleton(
    'callback-carriers',
    () => new LRUCache<string, Promise<LoadedCarrier | null>>({ max: MAX_CACHED, ttl: MAX_AGE_MS }),
  );
  const known = cache.get(name);
  if (known) return known;
  const loading = findCarrierByName(name);
  cache.set(name, loading);
  loading.catch(() => cache.delete(name));
  return loading;
}
