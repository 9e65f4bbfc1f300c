import type { SmppSession } from '../carriers/smpp/session';
import { garbage } from './garbage';
import type { GarbageKind, SmscScript } from './script';
import type { SmscStats } from './stats';

type Context = {
  script: SmscScript;
  stats: SmscStats;
  random(): number;
  sessions(): SmppSession[];
  hold(isHeld: boolean): void;
};

/** What the script does to connections: disconnects, garbage, gaps. Call `onPdu` for every PDU of a bound peer. */
export class Disturbances {
  readonly #timers: NodeJS.Timeout[] = [];
  #pdus = 0;

  constructor(private readonly context: Context) {
    const { disconnect, garbage: kinds, receipts } = context.script;
    if (disconnect?.everySeconds !== undefined) this.#every(disconnect.everySeconds, () => this.disconnectAll());
    for (const { kind, everySeconds } of kinds) {
      if (everySeconds !== undefined) this.#every(everySeconds, () => this.sendGarbage(kind));
    }
    if (receipts.gap) {
      const { everySeconds, seconds } = receipts.gap;
      this.#every(everySeconds, () => {
        context.hold(true);
        this.#timers.push(setTimeout(() => context.hold(false), seconds * 1_000));
      });
    }
  }

  onPdu(session: SmppSession): void {
    const { disconnect, garbage: kinds } = this.context.script;
    if (disconnect?.afterPdus === undefined && kinds.length === 0) return;
    this.#pdus++;
    for (const { kind, afterPdus } of kinds) {
      if (afterPdus !== undefined && this.#pdus % afterPdus === 0) this.#send(kind, session);
    }
    if (disconnect?.afterPdus !== undefined && this.#pdus % disconnect.afterPdus === 0) this.#disconnect(session);
  }

  disconnectAll(): void {
    for (const session of this.context.sessions()) this.#disconnect(session);
  }

  sendGarbage(kind: GarbageKind): void {
    for (const session of this.context.sessions()) this.#send(kind, session);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #send(kind: GarbageKind, session: SmppSession): void {
    this.context.stats.garbageSent++;
    session.send(garbage(kind, session.nextSequence(), this.context.random));
  }

  #disconnect(session: SmppSession): void {
    this.context.stats.disconnects++;
    if (this.context.script.disconnect?.how !== 'unbind') session.socket.destroy();
    else
      session.request('unbind', {}, 1_000).then(
        () => session.end(),
        () => session.end(),
      );
  }

  #every(seconds: number, action: () => void): void {
    this.#timers.push(setInterval(action, seconds * 1_000));
  }
}
