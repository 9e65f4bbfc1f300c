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

/** Whether any message can leave this machine. While it is false the console says so. */
export function hasRealCarrier(): boolean {
  return Object.values(CARRIERS).some(({ real }) => real);
}

export type OpenCarriers = { all: readonly Carrier[] };

/** Opens the links. `takeReceipts` is called with whatever the carriers report, from now on. */
export function openCarriers(takeReceipts: ReceiptSink): OpenCarriers {
  return { all: Object.values(CARRIERS).map(({ open }) => open(takeReceipts)) };
}
