import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Target } from './load';
import { freePort, stop } from './processes';

/** The test carrier of Debian's package kannel-extras. */
const FAKESMSC = '/usr/lib/kannel/test/fakesmsc';
const START_LIMIT_MS = 15_000;

/** Whether Kannel and its fake carrier are installed: apt-get install kannel kannel-extras. */
export function hasKannel(): boolean {
  if (!fs.existsSync(FAKESMSC)) return false;
  try {
    execFileSync('sh', ['-c', 'command -v bearerbox smsbox'], { stdio: 'ignore', env: environment() });
    return true;
  } catch {
    return false;
  }
}

/** Debian installs Kannel's programs in /usr/sbin, which is not in an ordinary user's PATH. */
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
}

export type Kannel = {
  url: string;
  /** Path and query of a request to send, without recipient and text. */
  get: string;
  pids(): number[];
  /** Messages handed to the carrier since the start, and messages that wait in its queues. */
  counts(): Promise<{ sent: number; waiting: number }>;
  /** Connects the fake carrier. */
  connectCarrier(): Promise<void>;
  stop(): Promise<void>;
};

type KannelOptions = {
  /** A library that is preloaded into all its programs. */
  preload?: string;
  /** False leaves the carrier disconnected, so that messages queue. */
  carrier?: boolean;
  /** Connects to this SMSC by SMPP in place of the fake carrier. */
  smsc?: { port: number; window: number };
};

/** Starts Kannel as in production: file store, fake carrier connected, log of errors only (debug lines would halve its rate). */
export async function runKannel(dir: string, { preload, carrier = true, smsc }: KannelOptions = {}): Promise<Kannel> {
  const [admin, boxes, carrierPort, port] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const home = fs.mkdtempSync(path.join(dir, 'kannel-'));
  const config = path.join(home, 'kannel.conf');
  fs.writeFileSync(
    config,
    configuration({ home, admin, boxes, carrier: smsc ? smppCarrier(smsc) : fakeCarrier(carrierPort), port }),
  );
  const status = `http://127.0.0.1:${admin}/status.txt?password=bench`;
  const env = { ...environment(), ...(preload && { LD_PRELOAD: preload }) };
  const children: ChildProcess[] = [];
  const run = (command: string, ...args: string[]) =>
    children.push(spawn(command, args, { cwd: home, env, stdio: 'ignore' }));
  const kannel: Kannel = {
    url: `http://127.0.0.1:${port}`,
    get: '/cgi-bin/sendsms?username=bench&password=bench&from=Acme',
    pids: () => children.map(({ pid = 0 }) => pid),
    counts: async () => parseStatus(await (await fetch(status)).text()),
    connectCarrier: async () => {
      if (smsc) return reachable(status, /SMPP:\S+ \(online/);
      run(FAKESMSC, '-v', '4', '-H', '127.0.0.1', '-r', String(carrierPort), '-m', '0', '1 2 text x');
      await reachable(status, /FAKE:\d+ \(online/);
    },
    stop: async () => {
      for (const child of children.reverse()) await stop(child, 'SIGKILL');
      fs.rmSync(home, { recursive: true, force: true });
    },
  };
  try {
    run('bearerbox', '-v', '4', config);
    await reachable(status, /Status/);
    run('smsbox', '-v', '4', config);
    await reachable(status, /smsbox.*on-line/);
    if (carrier) await kannel.connectCarrier();
    return kannel;
  } catch (error) {
    await kannel.stop();
    throw error;
  }
}

/** Parses the numbers of Kannel's status page: messages sent, and those that wait in its queues. */
export function parseStatus(text: string): { sent: number; waiting: number } {
  const sms = /SMS: received \d+ \(\d+ queued\), sent (\d+) \((\d+) queued\)/.exec(text);
  if (!sms) throw new Error(`not Kannel's status page: ${text}`);
  const [sent = 0, queued = 0] = sms.slice(1).map(Number);
  const atCarrier = [...text.matchAll(/queued (\d+) msgs/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  return { sent, waiting: queued + atCarrier };
}

/**
 * Starts Kannel for a load. `reports` requests all kinds of delivery reports, which go to a receiver that responds with 204.
 */
export async function startKannel(
  dir: string,
  reports: boolean,
): Promise<{ target: Target; stop: () => Promise<void> }> {
  const kannel = await runKannel(dir);
  const sink = http.createServer((incoming, outgoing) => {
    incoming.resume();
    outgoing.writeHead(204).end();
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const reportQuery = reports ? `&dlr-mask=31&dlr-url=http://127.0.0.1:${(sink.address() as AddressInfo).port}/` : '';
  return {
    target: { url: kannel.url, get: kannel.get + reportQuery },
    stop: async () => {
      await kannel.stop();
      sink.closeAllConnections();
      sink.close();
    },
  };
}

/**
 * Returns the parameters that request one report of each message's final status (delivered 1, failed 2) at `sink`. The
 * number of the request is appended to them.
 */
export function reportParameters(sink: string): string {
  return `&dlr-mask=3&dlr-url=${encodeURIComponent(`${sink}?type=%d&id=`)}`;
}

async function reachable(url: string, expected: RegExp): Promise<void> {
  const limitMs = Date.now() + START_LIMIT_MS;
  while (Date.now() < limitMs) {
    const text = await fetch(url).then(
      (response) => response.text(),
      () => '',
    );
    if (expected.test(text)) return;
    await sleep(100);
  }
  throw new Error('Kannel did not start');
}

type Config = { home: string; admin: number; boxes: number; carrier: string; port: number };

const fakeCarrier = (port: number) => `smsc = fake
smsc-id = fake
port = ${port}
connect-allow-ip = 127.0.0.1`;

const smppCarrier = ({ port, window }: { port: number; window: number }) => `smsc = smpp
smsc-id = smpp
host = 127.0.0.1
port = ${port}
transceiver-mode = true
smsc-username = bench
smsc-password = bench
system-type = ""
max-pending-submits = ${window}`;

function configuration({ home, admin, boxes, carrier, port }: Config): string {
  return `
group = core
admin-port = ${admin}
admin-password = bench
admin-allow-ip = 127.0.0.1
smsbox-port = ${boxes}
box-allow-ip = 127.0.0.1
log-level = 4
store-type = file
store-location = ${home}/store
dlr-storage = internal

group = smsc
${carrier}

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${port}
log-level = 4

group = sendsms-user
username = bench
password = bench
max-messages = 1
`;
}
