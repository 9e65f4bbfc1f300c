import pg from 'pg';
import { processSingleton } from '../base/process-singleton';
import { type DatabaseAddress, parseDatabaseUrl } from '../runtime/database-address';
import { NotConnectedError, READ_ONLY, ReadOnlyServerError, SilentServerError } from './not-connected';
import { useFiniteTimes } from './parse-time';
import { ResponseWatch } from './response-watch';
import { type Server, ServerChoice } from './server-choice';

/** Until a new connection is ready for use, also with a server that accepts it and never responds. */
const CONNECT_LIMIT_MS = 1_700;
const PROBE_LIMIT_MS = 1_000;
/** For the server to close a connection that is ended; then it is closed without its answer. */
const END_LIMIT_MS = 1_000;
const WORK_MEM = '32MB';

/**
 * Runs first on every connection. UTC: Prisma's adapter writes and reads times without their zone. work_mem: enough to sort
 * 100,000 keys; the default spills to disk.
 */
const SESSION = `SET TIME ZONE 'UTC'; SET work_mem = '${WORK_MEM}'; SHOW transaction_read_only`;

/** SQLSTATEs after which another connection may work where this one does not: read-only, shut down, broken. */
const UNUSABLE = new RegExp(`^(${READ_ONLY}|57P0[1-5]|25P0[34]|08...)$`);

/** Settings of a connection, and the URL with its one or several hosts. */
export type DatabaseClientConfig = Omit<pg.ClientConfig, 'connectionString'> & { url: string };

type Callback = ((error: Error) => void) | ((error: null, client: pg.Client) => void);
type Internals = { connection: NodeJS.EventEmitter & { stream: { destroy(error?: Error): void } } };

/**
 * A connection to the writable server among those of the URL. `connect` rejects with a NotConnectedError, whose cause is a
 * ReadOnlyServerError where only a read-only server was reached.
 */
export class DatabaseClient extends pg.Client {
  readonly createdMs = performance.now();
  /** Set by errors after which the connection should be replaced. */
  isUnusable = false;
  /** Whether the server was read-only when it was connected to. */
  isReadOnly = false;
  readonly applicationName: string | undefined;
  readonly #watch: ResponseWatch;
  readonly #address: DatabaseAddress;
  readonly #choice: ServerChoice | null;

  constructor({ url, query_timeout: limitMs = 0, ...config }: DatabaseClientConfig) {
    const address = parseDatabaseUrl(url);
    const own = { ...config, connectionTimeoutMillis: CONNECT_LIMIT_MS };
    super({ ...own, connectionString: address.servers[0] });
    this.applicationName = config.application_name;
    this.#address = address;
    this.#choice = address.servers.length > 1 ? choiceFor(url, address, own) : null;
    useFiniteTimes(this);
    this.#watch = new ResponseWatch(this, limitMs, () => this.endSilent());
    // Between open and first use it has no other listener, and Node ends the process for an unhandled error event.
    this.on('error', () => {
      this.#choice?.forget();
    });
    this.#internals.connection.on('errorMessage', ({ code = '' }: { code?: string }) => {
      if (!UNUSABLE.test(code)) return;
      this.isUnusable = true;
      this.#choice?.forget();
    });
  }

  override connect(): Promise<pg.Client>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): Promise<pg.Client> | undefined {
    const opened = this.#open();
    if (!callback) return opened.then(() => this);
    const report = callback as (error: Error | null, client?: pg.Client) => void;
    opened.then(() => report(null, this), report);
  }

  override end(): Promise<void>;
  override end(callback: (error: Error) => void): void;
  override end(callback?: (error: Error) => void): Promise<void> | undefined {
    const timer = setTimeout(() => this.#internals.connection.stream.destroy(), END_LIMIT_MS);
    this.once('end', () => clearTimeout(timer));
    if (!callback) return super.end();
    super.end(callback);
  }

  async #open(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    try {
      const deadline = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('timeout expired')), CONNECT_LIMIT_MS);
      });
      await Promise.race([this.#prepare(), deadline]);
    } catch (error) {
      this.#choice?.forget();
      this.#internals.connection.stream.destroy();
      throw new NotConnectedError(error);
    } finally {
      clearTimeout(timer);
    }
  }

  async #prepare(): Promise<void> {
    if (this.#choice) Object.assign(this, await this.#choice.find());
    await super.connect();
    this.isReadOnly = await beginSession(this);
    if (this.isReadOnly && this.#address.requireWritable) throw new ReadOnlyServerError();
  }

  /** When the statement was sent that the connection awaits the response of (performance.now()); null for none. */
  get awaitingSinceMs(): number | null {
    return this.#watch.sinceMs;
  }

  /**
   * Ends the connection without waiting for the server: its statements fail at once, and the outcome of the one that was sent
   * is unknown.
   */
  endSilent(): void {
    this.isUnusable = true;
    this.#internals.connection.stream.destroy(new SilentServerError());
  }

  /** Host and port of the server that the connection goes to. */
  get server(): string {
    return `${this.host}:${this.port}`;
  }

  get processId(): number {
    return (this as unknown as { processID: number }).processID;
  }

  get #internals(): Internals {
    return this as unknown as Internals;
  }
}

/** Returns whether the session is read-only. */
async function beginSession(client: pg.Client): Promise<boolean> {
  const results = (await client.query(SESSION)) as unknown as pg.QueryResult<{ transaction_read_only: string }>[];
  return results.at(-1)?.rows[0]?.transaction_read_only === 'on';
}

/** Returns the choice that all connections of the process to one URL share. */
function choiceFor(url: string, { servers }: DatabaseAddress, config: pg.ClientConfig): ServerChoice {
  const choices = processSingleton('database-servers', () => new Map<string, ServerChoice>());
  let choice = choices.get(url);
  if (!choice) {
    choice = new ServerChoice(servers, (server) => probe(server, config));
    choices.set(url, choice);
  }
  return choice;
}

async function probe(server: string, config: pg.ClientConfig): Promise<Server> {
  const limits = { connectionTimeoutMillis: PROBE_LIMIT_MS, query_timeout: PROBE_LIMIT_MS };
  const client = new pg.Client({ ...config, ...limits, connectionString: server });
  client.on('error', () => {});
  try {
    await client.connect();
    if (await beginSession(client)) throw new ReadOnlyServerError();
    return { host: client.host, port: client.port };
  } finally {
    void client.end().catch(() => {});
  }
}
