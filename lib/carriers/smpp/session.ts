import type { Socket } from 'node:net';
import { COMMAND, RESPONSE, STATUS } from './ids';
import { LinkError, toLinkError } from './link-error';
import { type Pdu, PduFramer } from './pdu-framer';
import { writePdu } from './pdu-writer';

const EMPTY = Buffer.alloc(0);
const MAX_SEQUENCE = 0x7fffffff;
const IDS: Record<string, number> = COMMAND;
const KNOWN = new Set<number>(Object.values(COMMAND));

type Control = {
  sentAt: number;
  deadline: number;
  /** Any PDU answers it: some peers respond with a wrong sequence number. */
  isProbe: boolean;
  resolve(pdu: Pdu): void;
  reject(error: LinkError): void;
};

export type SessionHooks = {
  /** A PDU that the session does not answer itself. */
  onPdu(pdu: Pdu, session: SmppSession): void;
  /** Called once, when the connection is closed for any reason. */
  onClosed(error: LinkError, session: SmppSession): void;
};

/**
 * One SMPP connection: framing, sequence numbers, enquire_link and unbind of the peer. Nothing that the peer sends makes it
 * throw or emit an error: what cannot be read closes the connection.
 */
export class SmppSession {
  readonly #framer = new PduFramer();
  readonly #controls = new Map<number, Control>();
  #sequence = 0;
  #out: Buffer[] = [];
  #flushing = false;
  #error: LinkError | null = null;
  #closed = false;
  /** When the last whole PDU arrived. */
  lastPduAt: number;
  /** PDUs that were passed to `send`, and those of them that were written: only these can have left. */
  sent = 0;
  written = 0;

  constructor(
    readonly socket: Socket,
    private readonly hooks: SessionHooks,
    now: number = performance.now(),
  ) {
    this.lastPduAt = now;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', (error) => this.destroy(toLinkError(error)));
    socket.on('close', () => this.#onClosed());
  }

  get isOpen(): boolean {
    return !this.#closed && this.#error === null;
  }

  nextSequence(): number {
    this.#sequence = this.#sequence >= MAX_SEQUENCE ? 1 : this.#sequence + 1;
    return this.#sequence;
  }

  /** Sends octets; those of one turn of the event loop together. */
  send(octets: Buffer): void {
    if (!this.isOpen) return;
    this.#out.push(octets);
    this.sent++;
    if (this.#flushing) return;
    this.#flushing = true;
    process.nextTick(this.#flushLater);
  }

  readonly #flushLater = () => this.#flush();

  #flush(): void {
    this.#flushing = false;
    if (this.#out.length === 0 || !this.socket.writable) return;
    const octets = this.#out.length === 1 ? (this.#out[0] ?? EMPTY) : Buffer.concat(this.#out);
    this.#out = [];
    this.written = this.sent;
    this.socket.write(octets);
  }

  /** Sends a PDU that is no message, and resolves with its response. Rejects with LinkError. */
  request(command: string, fields: Record<string, unknown>, timeoutMs: number, now = performance.now()): Promise<Pdu> {
    const sequence = this.nextSequence();
    return new Promise((resolve, reject) => {
      if (!this.isOpen) return reject(this.#error ?? new LinkError('closed', 'The connection is closed.'));
      const isProbe = command === 'enquire_link';
      this.#controls.set(sequence, { sentAt: now, deadline: now + timeoutMs, isProbe, resolve, reject });
      this.send(writePdu(command, sequence, fields));
    });
  }

  /** Sends an enquire_link unless one is under way. Without a response in time the connection is closed. */
  enquire(now: number, timeoutMs: number): void {
    if (this.#controls.size > 0) return;
    this.request('enquire_link', {}, timeoutMs, now).catch(() => undefined);
  }

  /** Responds to a PDU. */
  respond(command: string, { sequence }: Pdu, status: number = STATUS.ok): void {
    this.send(writePdu(command, sequence, { command_status: status }));
  }

  /** Refuses a PDU by generic_nack. */
  refuse({ sequence }: Pdu, status: number): void {
    this.send(writePdu('generic_nack', sequence, { command_status: status }));
  }

  /** Closes the connection when a response is overdue. */
  tick(now: number): void {
    // While it is not read, responses are unread too.
    if (this.socket.isPaused()) return;
    for (const [sequence, { sentAt, deadline, isProbe, reject }] of this.#controls) {
      if (deadline > now) continue;
      if (isProbe && this.lastPduAt > sentAt) {
        this.#controls.delete(sequence);
        reject(new LinkError('response_timeout', 'The carrier sent no response to this enquire_link.'));
        continue;
      }
      this.destroy(new LinkError('response_timeout', 'The carrier does not answer: enquire_link or bind timed out.'));
      return;
    }
  }

  /** Ends the connection after what was sent. */
  end(): void {
    this.#flush();
    this.socket.destroySoon();
  }

  /** Reads on after a pause. */
  resume(now = performance.now()): void {
    this.lastPduAt = now;
    this.socket.resume();
  }

  destroy(error: LinkError): void {
    this.#error ??= error;
    this.socket.destroy();
  }

  #read(chunk: Buffer): void {
    try {
      this.#framer.push(chunk, (pdu) => this.#handle(pdu));
    } catch (error) {
      this.destroy(toLinkError(error));
    }
  }

  #handle(pdu: Pdu): void {
    if (!this.isOpen) return;
    this.lastPduAt = performance.now();
    const control = this.#controls.get(pdu.sequence);
    if (control && pdu.commandId >= RESPONSE && pdu.commandId !== IDS.submit_sm_resp) {
      this.#controls.delete(pdu.sequence);
      control.resolve(pdu);
      return;
    }
    if (pdu.commandId === COMMAND.enquire_link) this.respond('enquire_link_resp', pdu);
    else if (pdu.commandId === COMMAND.unbind) {
      this.respond('unbind_resp', pdu);
      this.#error ??= new LinkError('unbind', 'The carrier ended the bind (unbind).');
      this.end();
    } else if (KNOWN.has(pdu.commandId)) this.hooks.onPdu(pdu, this);
    else if (pdu.commandId < RESPONSE) this.refuse(pdu, STATUS.invalid_command);
  }

  #onClosed(): void {
    if (this.#closed) return;
    this.#closed = true;
    const error = this.#error ?? new LinkError('ECONNRESET', 'The carrier closed the connection.');
    for (const control of this.#controls.values()) control.reject(error);
    this.#controls.clear();
    this.hooks.onClosed(error, this);
  }
}
