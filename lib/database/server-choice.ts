/** A writable server, as node-postgres addresses it. */
export type Server = { host: string; port: number };

/**
 * Chooses which of several servers new connections go to. All are probed at once while none is known: only one is writable,
 * and an unresponsive one must not delay finding it. Concurrent callers share a search.
 */
export class ServerChoice {
  #current: Server | null = null;
  #search: Promise<Server> | null = null;

  /** `probe` resolves for a writable server. */
  constructor(
    private readonly servers: readonly string[],
    private readonly probe: (server: string) => Promise<Server>,
  ) {}

  /** Rejects with an AggregateError when no server is writable. */
  find(): Promise<Server> {
    if (this.#current) return Promise.resolve(this.#current);
    this.#search ??= Promise.any(this.servers.map(this.probe))
      .then((server) => {
        this.#current = server;
        return server;
      })
      .finally(() => {
        this.#search = null;
      });
    return this.#search;
  }

  /** Must be called when a connection to the chosen server failed. */
  forget(): void {
    this.#current = null;
  }
}
