import net from 'node:net';
import tls from 'node:tls';
import { STATUS } from '../carriers/smpp/ids';
import type { BindPdu } from '../carriers/smpp/pdu-reader';
import { SmppSession } from '../carriers/smpp/session';
import { type DueAnswer, SmscConnection, type SmscContext } from './connection';
import { Deliveries } from './deliveries';
import { Disturbances } from './disturbances';
import { DueQueue } from './due-queue';
import { inboundDeliveries } from './inbound';
import { idMaker } from './message-ids';
import { seededRandom } from './random';
import { type GarbageKind, parseScript, readPem, type SmscScript, type SmscScriptInput } from './script';
import { emptyStats, type SmscStats } from './stats';
import { submitAnswers } from './submit-answer';
import { SubmitLog } from './submit-log';

const SWEEP_MS = 1_000;

export type SmscOptions = {
  /** 0 for any free port. */
  port?: number;
  host?: string;
  /** File that gets a line of JSON for each submission. */
  logFile?: string;
};

/** A test SMSC that runs in this process. */
export type Smsc = {
  port: number;
  stats: SmscStats;
  /** Bound connections. */
  sessions(): SmppSession[];
  disconnectAll(): void;
  sendGarbage(kind: GarbageKind): void;
  /** Sends a message from a phone to a receiver, in parts when it is long. */
  sendInbound(message: { from: string; to: string; text: string; form?: 'udh8' | 'udh16' | 'sar' | 'payload' }): void;
  /** Sends a deliver_sm with these fields, which have the names of SMPP. */
  deliver(fields: Record<string, unknown>): void;
  stop(): Promise<void>;
};

/**
 * Starts an SMPP server that behaves as the script says. Throws AppError for an invalid script; rejects when the port is
 * in use.
 */
export async function startSmsc(input: SmscScriptInput = {}, options: SmscOptions = {}): Promise<Smsc> {
  const script = parseScript(input);
  const stats = emptyStats();
  const random = seededRandom(script.seed);
  const deliveries = new Deliveries(script.deliverWindow, script.repeatAfterMs, stats);
  const answers = new DueQueue<DueAnswer>(({ session, octets }) => session.send(octets));
  const connections = new Map<SmppSession, SmscConnection>();
  const sessions = () => [...connections].flatMap(([session, { mode }]) => (mode === null ? [] : [session]));
  const disturbances = new Disturbances({
    ...{ script, stats, random, sessions },
    hold: (isHeld) => deliveries.hold(isHeld),
  });
  const log = options.logFile === undefined ? null : new SubmitLog(options.logFile);
  const context: SmscContext = {
    ...{ script, stats, deliveries, answers, log, random },
    newId: idMaker(script.messageIds),
    answerOf: submitAnswers(script, random),
    judgeBind: bindJudge(script, stats, random),
    onPdu: (session) => disturbances.onPdu(session),
  };
  const server = createServer(script, (socket) => {
    const connection = new SmscConnection(context);
    stats.connections++;
    socket.setNoDelay(true);
    const session = new SmppSession(socket, {
      onPdu: (pdu, from) => connection.onPdu(pdu, from),
      onClosed: (_error, closed) => {
        connections.delete(closed);
        deliveries.removeReceiver(closed);
      },
    });
    connections.set(session, connection);
  });
  await listen(server, options);
  const sweep = setInterval(() => {
    for (const session of connections.keys()) session.tick(performance.now());
  }, SWEEP_MS);
  const inbound = script.inbound.map((message, index) => startInbound(message, index, deliveries));
  let reference = 0;
  const stop = async () => {
    clearInterval(sweep);
    for (const stopOne of inbound) stopOne();
    disturbances.stop();
    deliveries.stop();
    answers.stop();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const session of connections.keys()) session.socket.destroy();
    await closed;
    log?.close();
  };
  let stopped: Promise<void> | null = null;
  return {
    port: (server.address() as net.AddressInfo).port,
    stats,
    sessions,
    disconnectAll: () => disturbances.disconnectAll(),
    sendGarbage: (kind) => disturbances.sendGarbage(kind),
    sendInbound: (message) => {
      const whole = { form: 'udh8' as const, afterMs: 0, ...message };
      for (const delivery of inboundDeliveries(whole, ++reference & 0xff)) deliveries.add(delivery, 0);
    },
    deliver: (fields) => deliveries.add({ kind: 'inbound', fields }, 0),
    stop: () => (stopped ??= stop()),
  };
}

function createServer({ tls: certificate }: SmscScript, onSocket: (socket: net.Socket) => void): net.Server {
  if (!certificate) return net.createServer(onSocket);
  const server = tls.createServer({ cert: readPem(certificate.cert), key: readPem(certificate.key) }, onSocket);
  // A client that does not accept the certificate ends the handshake with an error.
  server.on('tlsClientError', () => {});
  return server;
}

function listen(server: net.Server, { port = 0, host = '127.0.0.1' }: SmscOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function bindJudge(script: SmscScript, stats: SmscStats, random: () => number): (bind: BindPdu) => number {
  const { systemId, password, refuseBinds } = script;
  return (bind) => {
    if (refuseBinds) {
      const { first = 0, share = 0, status } = refuseBinds;
      if (stats.bindsRefused < first || (share > 0 && random() < share)) return status;
    }
    if (systemId !== undefined && bind.systemId !== systemId) return STATUS.wrong_system_id;
    if (password !== undefined && bind.password !== password) return STATUS.wrong_password;
    return STATUS.ok;
  };
}

function startInbound(message: SmscScript['inbound'][number], index: number, deliveries: Deliveries): () => void {
  let sent = 0;
  const send = () => {
    const reference = (index * 16 + sent++) & 0xff;
    for (const delivery of inboundDeliveries(message, reference)) deliveries.add(delivery, 0);
  };
  let repeat: NodeJS.Timeout | undefined;
  const start = setTimeout(() => {
    send();
    if (message.perSecond !== undefined) repeat = setInterval(send, 1_000 / message.perSecond);
  }, message.afterMs);
  return () => {
    clearTimeout(start);
    clearInterval(repeat);
  };
}
