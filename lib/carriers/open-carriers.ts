import type { Environment } from '../access/environment';
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

export type OpenCarriers = {
  all: readonly Carrier[];
  /** Who takes messages of this mode. Test messages always go to the simulator. */
  carrierFor(environment: Environment): Carrier;
};

/** Opens the links. From then on, `takeReceipts` is called with every receipt of the carriers. */
export function openCarriers(takeReceipts: ReceiptSink): OpenCarriers {
  const simulator = openSimulator(takeReceipts);
  const real = Object.values(CARRIERS)
    .filter((kind) => kind.real)
    .map((kind) => kind.open(takeReceipts));
  const live = real[0] ?? simulator;
  return { all: [simulator, ...real], carrierFor: (environment) => (environment === 'live' ? live : simulator) };
}
