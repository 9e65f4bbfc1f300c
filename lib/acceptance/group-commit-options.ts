/** An item that waits for its batch. */
export type Entry<Item, Result> = {
  item: Item;
  addedMs: number;
  /** In the order in which items are taken (fair-queue.ts). */
  place: number;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
};

/** State of a write: whether its statement was sent, and whether its callers were already refused. */
export type Progress = { isSent: boolean; isGivenUp: boolean };

export type Options<Item, Result> = {
  /** Returns one result per item, in order, once their one transaction is durable. Sets `isSent` and sends nothing after `isGivenUp`. */
  write: (items: Item[], progress: Progress) => Promise<Result[]>;
  weigh: (item: Item) => number;
  /** The owner of the lock that an item may have to wait for. */
  ownerOf: (item: Item) => string;
  /** The tenant that an item belongs to: tenants share the queue. */
  tenantOf: (item: Item) => string;
  /** Weight that may wait, half of it of a single tenant (fair-queue.ts). More would only wait longer. */
  maxWaiting: number;
  /** The parts of a batch that need a transaction each, in their order. */
  split?: (items: Item[]) => Item[][];
  /** Returns the milliseconds that no batch starts for, after one that took `batchMs`. */
  pauseAfter?: (batchMs: number) => number;
  /** Called with the weight of each batch. */
  onBatch?: (weight: number) => void;
  /** Called when the connection of a batch is probably dead. */
  onStalled?: () => void;
};
