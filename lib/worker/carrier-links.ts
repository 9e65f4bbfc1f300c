import type { Logger } from 'pino';
import type { CarrierLink, CarrierReceipt, InboundMessage, LinkOptions } from '../carriers/carrier';
import { openHttpLink } from '../carriers/http/link';
import { type LoadedCarrier, loadCarriers } from '../carriers/load-carriers';
import { recordOutages } from '../carriers/outages';
import { readRoutingRevision } from '../carriers/route-table';
import { openSimulator } from '../carriers/simulator';
import { openSmppLink } from '../carriers/smpp/link';
import { canonicalCarrierId, receiptIdCandidates } from '../carriers/smpp/receipt-ids';
import { acquireBinds, type Bind, freeBinds, renewBinds } from './bind-leases';
import type { Dispatcher } from './dispatcher';
import { LinkedCarrier } from './linked-carrier';

/** Binds are renewed and taken over this often. */
const ROUND_MS = 1_000;
/** A link that is closed while the worker runs waits this long for what is under way. */
const CLOSE_TIMEOUT_MS = 10_000;

export type CarrierLinksOptions = {
  worker: string;
  dispatcher: Pick<Dispatcher, 'open' | 'close' | 'pump'>;
  storeReceipts: (carrier: string, receipts: CarrierReceipt[]) => Promise<void>;
  storeReceived: (carrier: string, messages: InboundMessage[]) => Promise<void>;
  /** The state of a link has changed: a round should follow soon. */
  onStatus: () => void;
  log: Logger;
};

/** The links of one worker to carriers: opened, changed and closed as the operator changes carriers. */
export type CarrierLinks = {
  /** Renews and takes binds, follows changes. Returns the milliseconds until the next round. */
  run(): Promise<number>;
  /** Closes all links and frees their binds. */
  stop(): Promise<void>;
};

export function createCarrierLinks(options: CarrierLinksOptions): CarrierLinks {
  const { worker, dispatcher, log } = options;
  const linked = new Map<string, LinkedCarrier>();
  const closing = new Map<Promise<void>, (Bind & { link: CarrierLink | undefined })[]>();
  let carriers: LoadedCarrier[] = [];
  let revision: string | null = null;
  let simulated = false;

  const openLink = (carrier: LoadedCarrier): CarrierLink | null => {
    const { name } = carrier;
    const binds = bindsOf(carrier);
    const common: Omit<LinkOptions, 'sinks'> = {
      name,
      onRoom: () => dispatcher.pump(name),
      onStatus: () => {
        dispatcher.pump(name);
        options.onStatus();
      },
      log,
      ratePerSecond: carrier.ratePerSecond === null ? null : carrier.ratePerSecond / binds,
    };
    const received = (messages: InboundMessage[]) => options.storeReceived(name, messages);
    if (carrier.kind === 'smpp') {
      const { receiptIds } = carrier.settings;
      const receipts = (some: CarrierReceipt[]) =>
        options.storeReceipts(
          name,
          some.map((receipt) => ({
            ...receipt,
            carrierMessageId: canonicalCarrierId(receipt.carrierMessageId),
            candidates: receiptIdCandidates(receipt.carrierMessageId, receiptIds),
          })),
        );
      const secrets = { password: carrier.secrets.password ?? '' };
      return openSmppLink(carrier.settings, secrets, { ...common, sinks: { receipts, received } });
    }
    if (carrier.kind === 'http') {
      const receipts = (some: CarrierReceipt[]) => options.storeReceipts(name, some);
      return openHttpLink(carrier.settings, carrier.secrets, { ...common, sinks: { receipts, received } });
    }
    return null;
  };

  /**
   * Closes links of a carrier, all or some, and then frees their binds. In the background: what is under way there must not
   * delay other carriers. Until it is done the leases are renewed, so that no other worker binds meanwhile.
   */
  const close = (carrier: LinkedCarrier, slots: readonly number[]): void => {
    const isLast = slots.length === carrier.slots.length;
    if (isLast) linked.delete(carrier.name);
    const binds = slots.map((slot) => ({ carrierId: carrier.loaded.id, slot, link: carrier.link(slot) }));
    const work = async () => {
      if (isLast) await dispatcher.close(carrier.name, CLOSE_TIMEOUT_MS);
      await Promise.all(slots.map((slot) => carrier.remove(slot)));
      await freeBinds(worker, binds);
    };
    const done = work()
      .catch((error: unknown) => log.warn({ err: error, carrier: carrier.name }, 'binds could not be freed'))
      .finally(() => {
        closing.delete(done);
        options.onStatus();
      });
    closing.set(done, binds);
  };

  const followChanges = async (): Promise<void> => {
    const present = await readRoutingRevision();
    if (present === revision) return;
    carriers = await loadCarriers();
    revision = present;
    const wanted = new Map(carriers.filter(isLinked).map((carrier) => [carrier.name, carrier]));
    for (const carrier of linked.values()) {
      const now = wanted.get(carrier.name);
      if (!now || !isSame(now, carrier.loaded)) close(carrier, carrier.slots);
    }
    const simulator = carriers.find(({ kind }) => kind === 'simulator');
    if (simulator && (simulator.state !== 'paused') !== simulated) {
      simulated = !simulated;
      if (simulated) dispatcher.open(openSimulator(options.storeReceipts));
      else void dispatcher.close(simulator.name, CLOSE_TIMEOUT_MS);
    }
  };

  const add = ({ carrierId, slot }: Bind): boolean => {
    const carrier = carriers.find(({ id }) => id === carrierId);
    const link = carrier && isLinked(carrier) ? openLink(carrier) : null;
    if (!carrier || !link) return false;
    let open = linked.get(carrier.name);
    const isFirst = !open;
    open ??= new LinkedCarrier(carrier);
    open.add(slot, link);
    linked.set(carrier.name, open);
    if (isFirst) dispatcher.open(open);
    return true;
  };

  const renew = async (): Promise<void> => {
    const held = [...linked.values()].flatMap((carrier) =>
      carrier.slots.map((slot) => ({ carrier, carrierId: carrier.loaded.id, slot, link: carrier.link(slot) })),
    );
    const all = [...held, ...[...closing.values()].flat()].flatMap(({ carrierId, slot, link }) =>
      link ? [{ carrierId, slot, status: link.status() }] : [],
    );
    const owned = await renewBinds(worker, all);
    for (const { carrier, carrierId, slot } of held) {
      if (owned.some((bind) => bind.carrierId === carrierId && bind.slot === slot)) carrier.renewed(slot);
      else close(carrier, [slot]);
    }
  };

  return {
    async run() {
      // Before anything that can fail: these may be another worker's by now.
      for (const carrier of [...linked.values()]) {
        const lapsed = carrier.lapsedSlots();
        if (lapsed.length === 0) continue;
        log.warn({ carrier: carrier.name, lapsed }, 'leases of binds lapsed');
        close(carrier, lapsed);
      }
      await followChanges();
      await renew();
      const wanted = carriers.filter(isLinked).map((carrier) => ({ carrierId: carrier.id, binds: bindsOf(carrier) }));
      for (const bind of await acquireBinds(worker, wanted)) if (!add(bind)) await freeBinds(worker, [bind]);
      await recordOutages();
      return ROUND_MS;
    },
    async stop() {
      for (const carrier of [...linked.values()]) close(carrier, carrier.slots);
      await Promise.all(closing.keys());
    },
  };
}

function isLinked({ kind, state }: LoadedCarrier): boolean {
  return (kind === 'smpp' || kind === 'http') && state !== 'paused';
}

/** A carrier's settings take effect with new links; a change of its state alone keeps them. */
function isSame(a: LoadedCarrier, b: LoadedCarrier): boolean {
  return a.id === b.id && a.revision === b.revision;
}

function bindsOf(carrier: LoadedCarrier): number {
  return carrier.kind === 'smpp' ? carrier.settings.binds : 1;
}
