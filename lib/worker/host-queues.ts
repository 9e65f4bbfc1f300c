import { groupBy } from '../base/group-by';
import { JOBS_PER_ROW } from '../queue/lease';
import { comparePositions, positionAfter } from '../queue/position';
import type { ClaimedRow, HeldReport, HostRoom, ReturnedRow } from '../webhooks/queue';
import { type Host, heldOf, isFull, newHost } from './host';
import { adjustLimit, isPaused, isProbed, type Outcome } from './host-limit';
import { HostTotals } from './host-totals';

/** Reports one worker holds over all hosts. */
export const MAX_HELD = 4_096;
/** Of these, reports to hosts that are not known to answer: the others remain for those that do. */
const MAX_UNPROVEN = MAX_HELD / 2;
/** Above this many, a host that is not known to answer gets one at a time. */
const MANY_UNPROVEN = MAX_UNPROVEN / 6;
/** Reports held per request that may be under way, so that claiming is worth its round trip. */
const HELD_PER_REQUEST = 8;
const LEAST_HELD = 8;
/** Reports that were handed over and not claimed, over all hosts and per request: those that wait cost only memory. */
export const MAX_HANDED_OVER = 32_768;
const HANDED_OVER_PER_REQUEST = 16;
/** Hosts asked for in one claim. */
export const HOSTS_PER_CLAIM = 256;
/** Hosts are remembered for this long after their last report. */
const REMEMBERED_MS = 10 * 60_000;

/**
 * The reports one worker holds, by lane (`laneOf`), called host here: which may be sent now, and for which hosts more may be claimed. What was handed over
 * takes no room of what is claimed, and the other way round, so that neither delays the other for long.
 */
export class HostQueues {
  private readonly hosts = new Map<string, Host>();
  private readonly totals = new HostTotals();
  private heldCount = 0;
  /** Handed over or reserved. */
  private handedOverCount = 0;
  private unproven = 0;
  /** A claim left hosts out since too much was held. */
  private isShort = false;
  /** Where the turn stands: the last host that was asked for, and how many remain. */
  private lastAsked = '';
  private leftInTurn = 0;
  private isFullTurn = true;

  constructor(private readonly now: () => number = Date.now) {}

  /** Claimed reports held, waiting and under way. */
  get held(): number {
    return this.heldCount;
  }

  /** Hosts known. */
  get size(): number {
    return this.hosts.size;
  }

  /** Whether hosts remain that the last claim had no place to ask for. */
  get isMidTurn(): boolean {
    return this.leftInTurn > 0;
  }

  /** Hosts that `room` asks for. */
  known(): string[] {
    return [...this.hosts.keys()];
  }

  learn(names: readonly string[]): void {
    for (const name of names) this.find(name);
  }

  /**
   * Takes in the rows that a claim of `asked` returned. `at`: its time by the database's clock; null when it is not known.
   */
  add(asked: readonly HostRoom[], rows: readonly ClaimedRow[], at: Date | null = null): void {
    const byHost = groupBy(rows, ({ host }) => host);
    for (const { host: name, room, rows: rowLimit } of asked) {
      const host = this.find(name);
      const claimed = byHost.get(name) ?? [];
      const reports = claimed.flatMap((row) => row.reports);
      host.hasMore = claimed.length > 0 && (reports.length + JOBS_PER_ROW > room || claimed.length >= rowLimit);
      // All that was due at that time is claimed, or has an owner.
      if (at && !host.hasMore) host.since = positionAfter([{ runAt: at, id: '0', isRecent: true }]);
      if (claimed.length === 0) continue;
      this.count(host, () => host.waiting.push(reports));
      host.rowSize = claimed.reduce((sum, { size }) => sum + size, 0) / claimed.length;
      if (!at || host.hasMore) host.since = positionAfter(claimed);
    }
  }

  /** Reserves room for reports that are being inserted. Returns for how many of `wanted` there is room. */
  reserve(name: string, wanted: number): number {
    const host = this.find(name);
    if (!host.limit.answers || isProbed(host.limit) || this.isPaused(name)) return 0;
    const most = Math.floor(host.limit.limit) * HANDED_OVER_PER_REQUEST - host.handedOver - host.reserved;
    const count = Math.max(0, Math.min(wanted, most, MAX_HANDED_OVER - this.handedOverCount));
    host.reserved += count;
    this.handedOverCount += count;
    return count;
  }

  /** Ends a reservation: for as many reports as `takeOver` got of it, or for those that were not inserted. */
  release(name: string, count: number): void {
    this.find(name).reserved -= count;
    this.handedOverCount -= count;
  }

  /** Takes in rows that were inserted for this worker. */
  takeOver(rows: readonly ClaimedRow[]): void {
    for (const { host: name, reports } of rows) {
      const host = this.find(name);
      this.count(host, () => {
        host.waiting.push(reports);
        host.handedOver += reports.length;
      });
      this.handedOverCount += reports.length;
    }
  }

  /** The next report of this host that may be sent now; counts as under way from here on. */
  next(name: string): HeldReport | undefined {
    const host = this.find(name);
    if (host.waiting.length === 0 || isFull(host) || this.isPaused(name)) return undefined;
    const isUnproven = !host.limit.answers;
    if (!this.totals.mayStart(name, isUnproven)) return undefined;
    const report = host.waiting.shift();
    if (report) {
      host.active++;
      this.totals.add(name, 1, isUnproven);
    }
    return report;
  }

  /** Whether nothing may be sent now: the circuit is open, or the receiver requested a pause. */
  isPaused(name: string): boolean {
    return isPaused(this.find(name).limit, this.now());
  }

  /** Takes out the names whose next report waits for one of the same host to end. */
  takeBlocked(name: string): string[] {
    return this.totals.takeWaiting(name);
  }

  /** One under way has ended; `outcome` is null when it was not sent. True when more should be claimed. */
  done(name: string, outcome: Outcome | null, isHandedOver = false): boolean {
    const host = this.find(name);
    const wasFull = isFull(host);
    this.count(host, () => {
      host.active--;
      if (isHandedOver) this.dropHandedOver(host, 1);
      if (outcome) host.limit = adjustLimit(host.limit, outcome, this.now(), wasFull);
    });
    return (this.isShort && this.heldCount <= MAX_HELD / 2) || (host.hasMore && this.roomOf(host) > 0);
  }

  /** Has the next claim ask for these hosts: reports were just queued for them. */
  expect(names: readonly string[]): void {
    for (const name of names) this.find(name).hasMore = true;
  }

  /**
   * What may be claimed, in turns where there are more hosts than a claim asks for: of all hosts, or of those that are known
   * to have more than is held. Empty when there is room for none.
   */
  room(all: boolean): HostRoom[] {
    this.beginTurn(all);
    const asked: HostRoom[] = [];
    let left = MAX_HELD - this.heldCount;
    let unprovenLeft = MAX_UNPROVEN - this.unproven;
    this.isShort = false;
    for (const name of this.inTurn()) {
      const host = this.find(name);
      const wanted = this.isFullTurn || host.hasMore ? this.roomOf(host) : 0;
      const room = Math.min(wanted, left, host.limit.answers ? left : unprovenLeft);
      // Places promised to others in this claim may remain free: the next claim goes on here.
      if (asked.length >= HOSTS_PER_CLAIM || (room < wanted && asked.length > 0)) return asked;
      this.leftInTurn--;
      this.lastAsked = name;
      if (this.isFullTurn) host.hasMore = true;
      if (room < wanted) this.isShort = true;
      if (room <= 0) continue;
      left -= room;
      if (!host.limit.answers) unprovenLeft -= room;
      asked.push({ host: name, room, rows: Math.ceil(room / host.rowSize) + 1, since: host.since });
    }
    return asked;
  }

  /** Has rows that returned to the queue read again. */
  returned(rows: readonly ReturnedRow[]): void {
    for (const { host: name, id, runAt } of rows) {
      const host = this.find(name);
      host.hasMore = true;
      if (host.since && comparePositions({ id, runAt }, host.since) < 0) host.since = { id, runAt };
    }
  }

  /** Has the queues of these hosts read from their beginning. */
  reread(names: readonly string[]): void {
    for (const name of names) this.find(name).since = null;
  }

  /** Has all queues read from their beginning, and forgets hosts that had no report for long. */
  rereadAll(): void {
    const before = this.now() - REMEMBERED_MS;
    for (const [name, host] of this.hosts) {
      host.since = null;
      if (heldOf(host) + host.handedOver + host.reserved === 0 && host.usedAt < before) this.hosts.delete(name);
    }
  }

  /** Takes out everything that is not under way, of one host or all. */
  takeWaiting(hostName?: string): HeldReport[] {
    const hosts = hostName === undefined ? [...this.hosts.values()] : [this.find(hostName)];
    return hosts.flatMap((host) =>
      this.count(host, () => {
        const taken = host.waiting.takeAll();
        this.dropHandedOver(host, taken.filter(({ isHandedOver }) => isHandedOver).length);
        return taken;
      }),
    );
  }

  private dropHandedOver(host: Host, count: number): void {
    host.handedOver -= count;
    this.handedOverCount -= count;
  }

  private find(name: string): Host {
    const known = this.hosts.get(name);
    if (known) return known;
    const host = newHost(name, this.now());
    this.hosts.set(name, host);
    return host;
  }

  /** Keeps the totals right while `change` changes what is held of a host. */
  private count<T>(host: Host, change: () => T): T {
    const add = (sign: 1 | -1) => {
      this.heldCount += sign * heldOf(host);
      if (!host.limit.answers) this.unproven += sign * heldOf(host);
      this.totals.add(host.name, sign * host.active, !host.limit.answers);
    };
    add(-1);
    const result = change();
    add(1);
    host.usedAt = this.now();
    return result;
  }

  /** Begins a turn when the last one is over, or had not asked for all hosts. */
  private beginTurn(all: boolean): void {
    const isOver = this.leftInTurn <= 0 || this.leftInTurn > this.hosts.size;
    if (!isOver && (this.isFullTurn || !all)) return;
    this.leftInTurn = this.hosts.size;
    this.isFullTurn = all;
  }

  /** The hosts that remain of this turn. */
  private inTurn(): string[] {
    const names = this.known();
    const start = names.indexOf(this.lastAsked) + 1;
    return [...names.slice(start), ...names.slice(0, start)].slice(0, this.leftInTurn);
  }

  /** Refilled when half is gone. */
  private roomOf(host: Host): number {
    if (this.isPaused(host.name)) return 0;
    const { limit, answers } = host.limit;
    const isFew = isProbed(host.limit) || (!answers && this.unproven >= MANY_UNPROVEN);
    const most = isFew ? 1 : answers ? Math.max(LEAST_HELD, Math.floor(limit) * HELD_PER_REQUEST) : Math.floor(limit);
    const held = heldOf(host);
    return held > most / 2 ? 0 : most - held;
  }
}
