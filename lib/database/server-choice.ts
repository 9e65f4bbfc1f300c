/** A server that accepts changes, as node-postgres addresses it. */
export type Place = { host: string; port: number };

/**
 * Which of several servers new connections go to. All are tried at once when none is known: only one accepts changes, and
 * one that is silent must not delay finding it. Concurrent callers share a search.
 */
export class ServerChoice {
  #current: Place | null = null;
  #search: Promise<Place> | null = null;

  /** `probe` resolves for a server that accepts changes. */
  constructor(
    private readonly servers: readonly string[],
    private readonly probe: (server: string) => Promise<Place>,
  ) {}

  /** Rejects with an AggregateError when no server accepts changes. */
  find(): Promise<Place> {
    if (this.#current) return Promise.resolve(this.#current);
    this.#search ??= Promise.any(this.servers.map(this.probe))
      .then((place) => {
        this.#current = place;
        return place;
      })
      .finally(() => {
        this.#search = null;
      });
    return this.#search;
  }

  /** To be called when a connection to the chosen server failed. */
  forget(): void {
    this.#current = null;
  }
}
