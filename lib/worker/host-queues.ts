import type { HeldReport } from '../webhooks/queue';

/** Reports in the air to one host. */
const MAX_ACTIVE = 8;
/** Held for one host, so that claiming is worth its round trip; refilled when half are gone. */
export const MAX_HELD_PER_HOST = 32;
/** A host that lets requests time out gets one at a time until it answers again. */
const MAX_ACTIVE_STRUGGLING = 1;
const MAX_HELD_STRUGGLING = 2;

type Host = { waiting: HeldReport[]; active: number; struggling: boolean };

/** The reports one worker holds, by host: which may be sent now, and for which hosts more may be claimed. */
export class HostQueues {
  private readonly hosts = new Map<string, Host>();
  private heldCount = 0;

  /** Reports held, waiting and in the air. */
  get held(): number {
    return this.heldCount;
  }

  add(report: HeldReport): void {
    const host = this.hosts.get(report.host) ?? { waiting: [], active: 0, struggling: false };
    this.hosts.set(report.host, host);
    host.waiting.push(report);
    this.heldCount++;
  }

  /** The next report of this host that may be sent now; counts as in the air from here on. */
  next(hostName: string): HeldReport | undefined {
    const host = this.hosts.get(hostName);
    if (!host || host.active >= (host.struggling ? MAX_ACTIVE_STRUGGLING : MAX_ACTIVE)) return undefined;
    const report = host.waiting.shift();
    if (report) host.active++;
    return report;
  }

  /** One in the air has ended. True when more should be claimed for its host. */
  done(hostName: string, timedOut: boolean): boolean {
    const host = this.hosts.get(hostName);
    if (!host) return true;
    host.active--;
    host.struggling = timedOut;
    this.heldCount--;
    if (host.active + host.waiting.length > 0) return this.roomOf(host) > 0;
    // What is known of a host ends with its last report: a struggling one starts afresh at the next attempt, minutes later.
    this.hosts.delete(hostName);
    return true;
  }

  /** How many more may be claimed, for each host that something is held for. */
  room(): Map<string, number> {
    return new Map([...this.hosts].map(([name, host]) => [name, this.roomOf(host)]));
  }

  /** What is held and not in the air. */
  waiting(): HeldReport[] {
    return [...this.hosts.values()].flatMap((host) => host.waiting);
  }

  /** Takes out everything that is not in the air, of one host or all. */
  takeWaiting(hostName?: string): HeldReport[] {
    const hosts = hostName === undefined ? [...this.hosts.values()] : [this.hosts.get(hostName)];
    const taken = hosts.flatMap((host) => host?.waiting.splice(0) ?? []);
    this.heldCount -= taken.length;
    return taken;
  }

  private roomOf({ active, waiting, struggling }: Host): number {
    const held = active + waiting.length;
    if (struggling) return Math.max(MAX_HELD_STRUGGLING - held, 0);
    return held > MAX_HELD_PER_HOST / 2 ? 0 : MAX_HELD_PER_HOST - held;
  }
}
