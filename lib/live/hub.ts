import { processSingleton } from '../base/process-singleton';
import { type Listener, startListener } from '../database/listener';
import { env } from '../runtime/env';
import { logger } from '../runtime/logger';
import { LIVE_CHANNEL, LIVE_TOPICS, type LiveTopic } from './changes';

/** Sessions are compared with the database this often, and before each event. */
const CHECK_MS = 10_000;
/** Changes are remembered this long, for pages that were rendered before their stream was opened. */
const REMEMBERED_MS = 60_000;
/** Open streams of one user: a page that opens them in a loop ends its own. */
const MAX_STREAMS_PER_USER = 20;

/** One open tab. Operators also get changes of all accounts. */
export type LiveStream = {
  sessionId: string;
  userId: string;
  accountId: string;
  operator: boolean;
  /** Sends an event: topics of the account, and of any account. */
  send(event: LiveEvent): void;
  /** `ended`: the session is over. Otherwise the server stops, and the browser connects again. */
  close(reason: 'ended' | 'stopping'): void;
};

export type LiveEvent = { own: LiveTopic[]; all: LiveTopic[] };

/** Returns which of the sessions are open, with the account that each shows. */
export type FindOpenSessions = (sessionIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** The open tabs of this process. Listens for changes from the first one on. */
class LiveHub {
  readonly #streams = new Set<LiveStream>();
  /** Recent changes with the time of their arrival, the oldest first. */
  #recent: { atMs: number; payload: string }[] = [];
  #listener: Listener | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isStopping = false;
  readonly #listeningSinceMs = Date.now();

  constructor(private readonly findOpen: FindOpenSessions) {}

  get size(): number {
    return this.#streams.size;
  }

  /**
   * Adds a tab whose page was rendered at `sinceMs`, and sends what changed since then. The oldest of the user's is closed when
   * there are too many. Returns a function that removes it.
   */
  add(stream: LiveStream, sinceMs: number): () => void {
    if (this.#isStopping) {
      stream.close('stopping');
      return () => {};
    }
    const others = [...this.#streams].filter(({ userId }) => userId === stream.userId);
    if (others.length >= MAX_STREAMS_PER_USER && others[0]) this.#end(others[0], 'stopping');
    this.#streams.add(stream);
    this.#listener ??= startListener(
      env().DATABASE_URL,
      { [LIVE_CHANNEL]: (payload) => void this.#onChanges(payload ?? '*') },
      logger(),
    );
    this.#timer ??= setInterval(() => void this.#check(), CHECK_MS).unref();
    const missed = this.#recent.filter(({ atMs }) => atMs >= sinceMs);
    const isForgotten = sinceMs < Math.max(this.#listeningSinceMs, Date.now() - REMEMBERED_MS);
    const event = eventFor(stream, isForgotten ? '*' : missed.map(({ payload }) => payload).join(' '));
    if (event.own.length + event.all.length > 0) stream.send(event);
    return () => this.#remove(stream);
  }

  /** Closes all streams, so that the server can stop. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const stream of [...this.#streams]) this.#end(stream, 'stopping');
    if (this.#timer) clearInterval(this.#timer);
    await this.#listener?.stop();
  }

  async #onChanges(payload: string): Promise<void> {
    const now = Date.now();
    this.#recent = [...this.#recent.filter(({ atMs }) => atMs >= now - REMEMBERED_MS), { atMs: now, payload }];
    const events = new Map<LiveStream, LiveEvent>();
    for (const stream of this.#streams) {
      const event = eventFor(stream, payload);
      if (event.own.length + event.all.length > 0) events.set(stream, event);
    }
    if (events.size === 0) return;
    await this.#check([...events.keys()]);
    for (const [stream, event] of events) if (this.#streams.has(stream)) stream.send(event);
  }

  /** Ends streams whose session is over, or shows another account: the page must not be updated any more. */
  async #check(streams: readonly LiveStream[] = [...this.#streams]): Promise<void> {
    try {
      const open = await this.findOpen([...new Set(streams.map(({ sessionId }) => sessionId))]);
      for (const stream of streams) {
        if (open.get(stream.sessionId) !== stream.accountId) this.#end(stream, 'ended');
      }
    } catch (error) {
      // The database is away: nothing can have changed, and pages would only fail.
      logger().debug({ err: error }, 'sessions of live pages were not checked');
    }
  }

  #end(stream: LiveStream, reason: 'ended' | 'stopping'): void {
    if (!this.#streams.has(stream)) return;
    this.#remove(stream);
    stream.close(reason);
  }

  #remove(stream: LiveStream): void {
    this.#streams.delete(stream);
  }
}

function eventFor({ accountId, operator }: LiveStream, payload: string): LiveEvent {
  const changes = payload.split(' ');
  if (changes.includes('*')) return { own: [...LIVE_TOPICS], all: operator ? [...LIVE_TOPICS] : [] };
  const own = new Set<LiveTopic>();
  const all = new Set<LiveTopic>();
  for (const change of changes) {
    const [topic, account] = change.split(':') as [LiveTopic, string | undefined];
    if (account === undefined) continue;
    if (account === accountId || account === '') own.add(topic);
    if (operator) all.add(topic);
  }
  return { own: [...own], all: [...all] };
}

const holder = () => processSingleton('live-hub', (): { hub: LiveHub | null } => ({ hub: null }));

/** Returns the hub of this process. */
export function liveHub(findOpen: FindOpenSessions): LiveHub {
  const held = holder();
  held.hub ??= new LiveHub(findOpen);
  return held.hub;
}

/** Closes all streams of this process, so that its server can stop. */
export async function stopLiveHub(): Promise<void> {
  await holder().hub?.stop();
}
