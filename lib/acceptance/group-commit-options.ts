/** An item that waits for its batch. */
export type Entry<Item, Result> = {
  item: Item;
  addedMs: number;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
};

/** Of a write: whether its statement was sent, and whether it must not be sent any more. */
export type Progress = { isSent: boolean; isGivenUp: boolean };

export type Options<Item, Result> = {
  /** Returns one result per item, in order, once their one transaction is durable. Keeps `progress` and obeys it. */
  write: (items: Item[], progress: Progress) => Promise<Result[]>;
  weigh: (item: Item) => number;
  /** Whose locks an item may have to wait for. */
  ownerOf: (item: Item) => string;
  /** Weight that may wait, and as much again of those who are held back. More would only wait longer. */
  maxWaiting: number;
  /** The parts of a batch that need a transaction each, in their order. */
  split?: (items: Item[]) => Item[][];
  /** Called with the weight of each batch. */
  onBatch?: (weight: number) => void;
  /** Called when the connection of a batch is probably silent. */
  onSuspect?: () => void;
};
