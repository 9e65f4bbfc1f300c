import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { parseWebUrl } from '../network/web-url';

/** Of an account at one host, for callers with a path per message: workers remember each lane for a while. */
const LANES_PER_HOST = 4_096;
const SEPARATOR = '#';

const lanes = new LRUCache<string, string>({ max: 10_000 });

/**
 * Returns the lane of a report in the queue: limits of requests under way, pauses and the circuit breaker are per lane, so that
 * one receiver never delays another. An endpoint has a lane of its own. Other URLs share one with few: those of the same
 * account, host and path; their queries may differ. Empty for a URL that cannot be parsed.
 */
export function laneOf(accountId: string, endpointId: string | null, url: string): string {
  const name = `${endpointId ?? accountId} ${url}`;
  const known = lanes.get(name);
  if (known !== undefined) return known;
  const { url: parsed } = parseWebUrl(url);
  const lane = parsed ? `${parsed.host}${SEPARATOR}${endpointId ?? bucketOf(accountId, parsed)}` : '';
  lanes.set(name, lane);
  return lane;
}

/** Returns host and port of a lane. */
export function hostOfLane(lane: string): string {
  const end = lane.indexOf(SEPARATOR);
  return end === -1 ? lane : lane.slice(0, end);
}

function bucketOf(accountId: string, { protocol, pathname }: URL): string {
  const digest = createHash('sha256').update(`${accountId} ${protocol} ${pathname}`).digest();
  return String(digest.readUInt16BE() % LANES_PER_HOST);
}
