import type { Carrier, ReceiptSink } from './carrier';
import { openSimulator } from './simulator';

type CarrierKind = {
  open(takeReceipts: ReceiptSink): Carrier;
  /** Messages leave this machine. */
  real: boolean;
};

/** Every carrier this installation can use. */
const CARRIERS: Record<string, CarrierKind> = {
  simulator: { open: openSimulator, real: false },
};

/** Whether any message can leave this machine. While it is false, the console shows a notice. */
export function hasRealCarrier(): boolean {
  return Object.values(CARRIERS).some(({ real }) => real);
}

export type OpenCarriers = { all: readonly Carrier[] };

/** Opens the links. From then on, `takeReceipts` is called with every receipt of the carriers. */
export function openCarriers(takeReceipts: ReceiptSink): OpenCarriers {
  return { all: Object.values(CARRIERS).map(({ open }) => open(takeReceipts)) };
}
