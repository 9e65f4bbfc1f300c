// The SMSC of the command line, in a process of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import type { SystemActor } from '@/lib/access/actor';
import { createCarrier, removeCarrier } from '@/lib/carriers/commands';
import { listCarriers } from '@/lib/carriers/queries';
import { createRoute } from '@/lib/carriers/route-commands';
import type { SmscScriptInput } from '@/lib/smsc/script';
import type { SmscStats } from '@/lib/smsc/stats';
import { freePort } from './processes';

const OPERATOR: SystemActor = { kind: 'system', name: 'bench', accountId: null };
const LINE_LIMIT_MS = 15_000;

export type SmscProcess = {
  port: number;
  /** Its counters of the last second. */
  stats(): SmscStats | null;
  stop(): Promise<void>;
};

/** Starts an SMSC that behaves as `script` says. `logFile` gets a line of JSON for each submission. */
export async function startSmscProcess(dir: string, script: SmscScriptInput, logFile?: string): Promise<SmscProcess> {
  const port = await freePort();
  const scriptFile = path.join(dir, `smsc-${port}.json`);
  fs.writeFileSync(scriptFile, JSON.stringify(script));
  const args = ['server/cli.mjs', 'smsc', '--port', String(port), '--script', scriptFile, '--stats'];
  const child = spawn(process.execPath, [...args, ...(logFile ? ['--log', logFile] : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last: SmscStats | null = null;
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    const line = lines.at(-1);
    if (line) last = JSON.parse(line);
  });
  await Promise.race([once(child.stdout, 'data'), failed(child)]);
  return {
    port,
    stats: () => last,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function failed(child: ChildProcess): Promise<never> {
  await Promise.race([once(child, 'exit'), new Promise((resolve) => setTimeout(resolve, LINE_LIMIT_MS).unref())]);
  throw new Error('The SMSC did not start.');
}

/** Adds carriers to the database that lib/ is connected to, and a route for each prefix. Removes those of earlier runs. */
export async function connectCarriers(
  carriers: readonly { name: string; port: number; prefix?: string; settings?: Record<string, unknown> }[],
): Promise<void> {
  for (const { name, kind } of await listCarriers(OPERATOR)) {
    if (kind === 'smpp') await removeCarrier(OPERATOR, { name });
  }
  for (const { name, port, prefix, settings } of carriers) {
    await createCarrier(OPERATOR, {
      kind: 'smpp',
      name,
      settings: { host: '127.0.0.1', port, systemId: 'bench', ...settings },
      secrets: { password: 'bench' },
    });
    await createRoute(OPERATOR, { carrier: name, ...(prefix && { prefix }) });
  }
}
