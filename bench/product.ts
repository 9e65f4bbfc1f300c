// Runs the whole product as `npm start` does: supervisor, web server with console, worker.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRuntime } from '../server/data-dir.mjs';
import { freePort } from './processes';

const START_LIMIT_MS = 120_000;

export type Product = {
  base: string;
  output(): string;
  /** Current process ids, of the first web process and the first worker; 0 for a process that is being restarted. */
  pids(): { supervisor: number; web: number; worker: number };
  /** Process ids of all processes of one kind that run. */
  pidsOf(name: 'web' | 'console' | 'worker'): number[];
  stop(): Promise<void>;
};

/** Starts the product in `dataDir` with `env` added to this process's environment. Throws with its output. */
export async function startProduct(dataDir: string, env: Record<string, string>): Promise<Product> {
  const port = await freePort();
  const { DATABASE_URL: _, NODE_ENV: __, ...inherited } = process.env;
  const settings = { ...inherited, ...env, PORT: String(port), POSTERN_DATA_DIR: dataDir };
  const child = spawn(process.execPath, ['server/start.mjs'], {
    // Next's types require NODE_ENV, which the product sets itself.
    env: settings as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const deadline = Date.now() + START_LIMIT_MS;
  while (!output.includes('Postern is ready')) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await end(child);
      throw new Error(`Postern did not start: ${output}`);
    }
    await sleep(50);
  }
  const pidsOf = (name: 'web' | 'console' | 'worker') =>
    (readRuntime(dataDir)?.children ?? []).flatMap((process) => (process.name === name ? [process.pid] : []));
  return {
    base: `http://127.0.0.1:${port}`,
    output: () => output,
    pids: () => ({
      supervisor: child.pid ?? 0,
      web: pidsOf('web')[0] ?? 0,
      worker: pidsOf('worker')[0] ?? 0,
    }),
    pidsOf,
    stop: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
