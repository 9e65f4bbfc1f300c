import pino from 'pino';
import { afterEach } from 'vitest';
import type { CarrierLink, CarrierReceipt, CarrierSinks, InboundMessage, Submission } from '../carriers/carrier';
import { openSmppLink } from '../carriers/smpp/link';
import { type SmppSettings, smppSettingsSchema } from '../carriers/smpp/settings';
import { LINK_TIMINGS, type LinkTimings } from '../carriers/smpp/timings';
import type { SmscScriptInput } from '../smsc/script';
import { type Smsc, type SmscOptions, startSmsc } from '../smsc/server';

/** Short enough that no test waits noticeably. */
const TEST_TIMINGS: LinkTimings = {
  ...LINK_TIMINGS,
  ...{ reconnectFirstMs: 10, reconnectLongestMs: 40, pauseFirstMs: 20, pauseLongestMs: 80, closeMs: 500, sweepMs: 10 },
};

export type LinkOfTest = CarrierLink & {
  receipts: CarrierReceipt[];
  received: InboundMessage[];
  /** Resolves once the condition holds. It is checked whenever something happened on the link. */
  until(condition: () => boolean): Promise<void>;
  bound(): Promise<void>;
  send(message?: Partial<Submission>): ReturnType<CarrierLink['submit']>;
};

type Options = {
  settings?: Record<string, unknown>;
  /** Set after validation: below what the schema allows. */
  responseTimeoutSeconds?: number;
  enquireLinkSeconds?: number;
  password?: string;
  ratePerSecond?: number;
  sinks?: Partial<CarrierSinks>;
  timings?: Partial<LinkTimings>;
};

let count = 0;

/** Opens a link to a server on this machine. Close it at the end of the test. */
export function openLink(port: number, options: Options = {}): LinkOfTest {
  const receipts: CarrierReceipt[] = [];
  const received: InboundMessage[] = [];
  const waiting = new Set<() => void>();
  const changed = () => {
    for (const check of waiting) check();
  };
  const { responseTimeoutSeconds = 5, enquireLinkSeconds = 30 } = options;
  const parsed = smppSettingsSchema.parse({ host: '127.0.0.1', port, systemId: 'test', ...options.settings });
  const settings: SmppSettings = { ...parsed, responseTimeoutSeconds, enquireLinkSeconds };
  const link = openSmppLink(
    settings,
    { password: options.password ?? 'secret' },
    {
      name: 'test',
      log: pino({ level: 'silent' }),
      ratePerSecond: options.ratePerSecond ?? null,
      onRoom: changed,
      onStatus: changed,
      sinks: {
        async receipts(values) {
          await options.sinks?.receipts?.(values);
          receipts.push(...values);
          changed();
        },
        async received(values) {
          await options.sinks?.received?.(values);
          received.push(...values);
          changed();
        },
      },
    },
    { ...TEST_TIMINGS, ...options.timings },
  );
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!condition()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  return {
    room: () => link.room(),
    submit: (message, signal) => link.submit(message, signal),
    status: () => link.status(),
    close: () => link.close(),
    receipts,
    received,
    until,
    bound: () => until(() => link.status().state === 'bound'),
    send: (message = {}) => link.submit(submission(message), new AbortController().signal),
  };
}

/** Returns a message to submit. */
export function submission(message: Partial<Submission> = {}): Submission {
  count++;
  return {
    messageId: `01939f3e-8f2a-7d55-9d1b-${String(count).padStart(12, '0')}`,
    ...{ attempt: 1, environment: 'live', recipient: '+37255555555', sender: 'Postern', text: 'Hello' },
    ...{ encoding: 'gsm7', segments: 1, priority: 1, possibleDuplicate: false, acceptedParts: [] },
    validUntil: new Date(Date.now() + 3_600_000),
    ...message,
  };
}

/** Starts servers and links that are ended after each test. */
export function useSmpp() {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  const smsc = async (script: SmscScriptInput = {}, options: SmscOptions = {}): Promise<Smsc> => {
    const server = await startSmsc(script, options);
    ends.push(() => server.stop());
    return server;
  };
  const link = (port: number, options: Options = {}): LinkOfTest => {
    const opened = openLink(port, options);
    ends.push(() => opened.close());
    return opened;
  };
  const bound = async (script: SmscScriptInput = {}, options: Options = {}) => {
    const server = await smsc(script);
    const opened = link(server.port, options);
    await opened.bound();
    return { server, link: opened };
  };
  return { smsc, link, bound };
}
