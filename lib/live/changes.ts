import { processSingleton } from '../base/process-singleton';
import { pool } from '../database/db';
import { logger } from '../runtime/logger';

/** What can change on a page: messages with their reports, refused requests, settings (all that is audited), carriers, workers. */
export const LIVE_TOPICS = ['messages', 'refusals', 'settings', 'carriers', 'workers'] as const;
export type LiveTopic = (typeof LIVE_TOPICS)[number];

/** NOTIFY channel of changes. The payload is a list of `topic:account`, the account empty for the installation; `*`: any. */
export const LIVE_CHANNEL = 'postern_live';

/** Changes are announced together, this long after the first: one NOTIFY a second and process under any load. */
const FLUSH_MS = 1_000;
/** PostgreSQL limits a payload to 8,000 bytes. */
const MAX_CHANGES = 150;

type State = {
  isPublishing: boolean;
  changes: Set<string>;
  /** The last one that was noted: under load, many in a row are equal. */
  last: { topic: LiveTopic; accountId: string | null } | null;
  timer: NodeJS.Timeout | null;
};

const state = () =>
  processSingleton('live-changes', (): State => ({ isPublishing: false, changes: new Set(), last: null, timer: null }));

/** From now on this process announces its changes. Processes that end at once, such as those of the command line, call `flushChanges`. */
export function publishChanges(): void {
  state().isPublishing = true;
}

/**
 * Notes that something of an account, or of the installation (null), changed. Costs a set entry; open pages learn of it within
 * about a second. Call it after the commit where possible: a transaction that takes longer than that is announced too early,
 * and pages show its result with the next change.
 */
export function noteChange(topic: LiveTopic, accountId: string | null): void {
  const current = state();
  if (!current.isPublishing) return;
  const { last } = current;
  if (last && last.topic === topic && last.accountId === accountId) return;
  current.last = { topic, accountId };
  if (current.changes.size < MAX_CHANGES) current.changes.add(`${topic}:${accountId ?? ''}`);
  else current.changes.add('*');
  current.timer ??= setTimeout(() => void flushChanges(), FLUSH_MS).unref();
}

/** Announces what was noted. Never throws: a change that is not announced is shown later. */
export async function flushChanges(): Promise<void> {
  const current = state();
  if (current.timer) clearTimeout(current.timer);
  current.timer = null;
  current.last = null;
  if (current.changes.size === 0) return;
  const payload = current.changes.has('*') ? '*' : [...current.changes].join(' ');
  current.changes.clear();
  try {
    await pool().query('SELECT pg_notify($1, $2)', [LIVE_CHANNEL, payload]);
  } catch (error) {
    logger().debug({ err: error }, 'changes were not announced');
  }
}
