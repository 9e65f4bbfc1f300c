import { COMMAND, RESPONSE, STATUS } from '../carriers/smpp/ids';
import type { Pdu } from '../carriers/smpp/pdu-framer';
import { type BindPdu, readBind, readMessage } from '../carriers/smpp/pdu-reader';
import { writePdu } from '../carriers/smpp/pdu-writer';
import type { SmppSession } from '../carriers/smpp/session';
import type { Deliveries } from './deliveries';
import type { DueQueue } from './due-queue';
import { planReceipts } from './receipts';
import type { SmscScript } from './script';
import type { SmscStats } from './stats';
import type { SubmitAnswer } from './submit-answer';
import type { SubmitLog } from './submit-log';

export type BindMode = 'transmitter' | 'receiver' | 'transceiver';

/** A response that waits for its delay. */
export type DueAnswer = { session: SmppSession; octets: Buffer };

/** What the connections of an SMSC share. */
export type SmscContext = {
  script: SmscScript;
  stats: SmscStats;
  deliveries: Deliveries;
  answers: DueQueue<DueAnswer>;
  log: SubmitLog | null;
  random(): number;
  newId(): string;
  answerOf(message: ReturnType<typeof readMessage>): SubmitAnswer;
  /** Returns the status that the bind is answered with. */
  judgeBind(bind: BindPdu): number;
  /** Called for every PDU of a bound peer, after it was handled. */
  onPdu(session: SmppSession): void;
};

const BIND_MODES = new Map<number, BindMode>([
  [COMMAND.bind_transmitter, 'transmitter'],
  [COMMAND.bind_receiver, 'receiver'],
  [COMMAND.bind_transceiver, 'transceiver'],
]);

/** Handles the PDUs of one connection. */
export class SmscConnection {
  mode: BindMode | null = null;

  constructor(private readonly context: SmscContext) {}

  onPdu(pdu: Pdu, session: SmppSession): void {
    const mode = BIND_MODES.get(pdu.commandId);
    if (mode) this.#bind(mode, pdu, session);
    else if (pdu.commandId === COMMAND.submit_sm || pdu.commandId === COMMAND.data_sm) this.#submit(pdu, session);
    else if (pdu.commandId >= RESPONSE) this.context.deliveries.onResponse(pdu, session);
    else session.refuse(pdu, STATUS.invalid_command);
    if (this.mode !== null) this.context.onPdu(session);
  }

  #bind(mode: BindMode, pdu: Pdu, session: SmppSession): void {
    const { stats, deliveries } = this.context;
    const status = this.mode === null ? this.context.judgeBind(readBind(pdu)) : STATUS.already_bound;
    const fields = { command_status: status, system_id: 'postern-smsc' };
    session.send(writePdu(`bind_${mode}_resp`, pdu.sequence, fields));
    if (status !== STATUS.ok) {
      stats.bindsRefused++;
      return;
    }
    stats.binds++;
    this.mode = mode;
    if (mode !== 'transmitter') deliveries.addReceiver(session);
  }

  #submit(pdu: Pdu, session: SmppSession): void {
    const { context } = this;
    const command = pdu.commandId === COMMAND.data_sm ? 'data_sm_resp' : 'submit_sm_resp';
    if (this.mode !== 'transmitter' && this.mode !== 'transceiver') {
      session.send(writePdu(command, pdu.sequence, { command_status: STATUS.not_bound }));
      return;
    }
    const message = readMessage(pdu);
    const { status, isLost, isThrottle, delayMs } = context.answerOf(message);
    context.stats.submits++;
    const id = status === STATUS.ok ? context.newId() : null;
    context.log?.add(message, id, status);
    const receipts = id === null ? [] : planReceipts(message, id, context.script, context.random);
    for (const { delivery, isEarly } of receipts) if (isEarly) context.deliveries.sendFirst(delivery, session);
    this.#count(status, isLost, isThrottle);
    if (!isLost) {
      const octets = writePdu(command, pdu.sequence, { command_status: status, message_id: id ?? '' });
      if (delayMs > 0) context.answers.add({ session, octets }, delayMs);
      else session.send(octets);
    }
    for (const { delivery, isEarly, delayMs: after } of receipts) {
      if (!isEarly) context.deliveries.add(delivery, delayMs + after);
    }
  }

  #count(status: number, isLost: boolean, isThrottle: boolean): void {
    const { stats } = this.context;
    if (isThrottle) stats.throttled++;
    else if (status !== STATUS.ok) stats.refused++;
    else stats.accepted++;
    if (isLost) stats.answersLost++;
  }
}
