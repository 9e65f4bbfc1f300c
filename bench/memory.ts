import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pool } from '@/lib/database/db';
import { load } from './load';
import { start, stop } from './processes';

const CONNECTIONS = 128;
const WARM_UP_S = 60;
const SAMPLE_S = 10;

/** Measures the resident memory of the web process under full load for `seconds`, after a warm-up. */
export async function benchMemory(key: string, seconds: number, dir: string): Promise<void> {
  const { child, port } = await start('web.mjs', { POSTERN_ROLE: 'api' });
  const running = load({ url: `http://127.0.0.1:${port}/api/sms`, key }, CONNECTIONS, WARM_UP_S + seconds, dir);
  await sleep(WARM_UP_S * 1_000);
  const samples: number[] = [];
  for (let at = 0; at < seconds; at += SAMPLE_S) {
    samples.push(residentMiB(child.pid));
    await sleep(SAMPLE_S * 1_000);
  }
  const { requestsPerS, failed } = await running;
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  const [least, most] = [Math.min(...samples), Math.max(...samples)];
  const off = (sample: number) => `${(((sample - mean) / mean) * 100).toFixed(0)} %`;
  console.log(
    `\nMemory over ${seconds} s at ${Math.round(requestsPerS)}/s (${failed} failed): mean ${Math.round(mean)} MiB, ` +
      `least ${least} (${off(least)}), most ${most} (+${off(most)})`,
  );
  await stop(child);
  await pool().query('TRUNCATE message');
}

/** Returns the resident memory of a process. */
export function residentMiB(pid = 0): number {
  const kib = /VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kib) / 1024);
}
