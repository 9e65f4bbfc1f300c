import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import autocannon from 'autocannon';

export type Load = { requestsPerS: number; p99Ms: number; failed: number };

/** The target of the load: JSON posted to `url` with a key, or Kannel's GET requests. */
export type Target = { url: string; key?: string; get?: string };

const WARM_UP = { connections: 32, seconds: 5 };

const LUA = `
math.randomseed(os.time())
local get = os.getenv("BENCH_GET")
if not get then
  wrk.method = "POST"
  wrk.headers["content-type"] = "application/json"
  wrk.headers["x-api-key"] = os.getenv("BENCH_KEY")
end
request = function()
  local to, code = math.random(0, 9999999), math.random(0, 999999)
  if get then
    return wrk.format("GET", string.format("%s&to=%%2B3725%07d&text=Your+code+is+%06d", get, to, code))
  end
  return wrk.format(nil, nil, nil, string.format('{"to":"+3725%07d","text":"Your code is %06d"}', to, code))
end`;

function hasWrk(): boolean {
  try {
    execFileSync('wrk', ['-v'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    // wrk -v prints its version and exits with 1.
    return (error as { code?: string }).code !== 'ENOENT';
  }
}

/** The load generator: wrk if installed, since it needs little of the processors' time, else autocannon. */
export const tool = hasWrk() ? 'wrk' : 'autocannon';

/** Runs load until the just-in-time compiler has compiled the hot functions. */
export async function warmUp(target: Target, dir: string): Promise<void> {
  await load(target, WARM_UP.connections, WARM_UP.seconds, dir);
}

/** Sends different messages to `target` over `connections` connections for `seconds`. Returns rate, p99 and failures. */
export async function load(target: Target, connections: number, seconds: number, dir: string): Promise<Load> {
  return tool === 'wrk' ? withWrk(target, connections, seconds, dir) : withAutocannon(target, connections, seconds);
}

async function withWrk({ url, key, get }: Target, connections: number, seconds: number, dir: string): Promise<Load> {
  const script = path.join(dir, 'send.lua');
  fs.writeFileSync(script, LUA);
  const wrk = spawn('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-s', script, url], {
    env: { ...process.env, ...(key && { BENCH_KEY: key }), ...(get && { BENCH_GET: get }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of wrk.stdout) text += chunk;
  const [, value = '0', unit = 'ms'] = /99%\s+([\d.]+)(us|ms|s)/.exec(text) ?? [];
  return {
    requestsPerS: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1] ?? 0),
    p99Ms: Number(value) * ({ us: 0.001, ms: 1, s: 1_000 }[unit] ?? 1),
    failed: Number(/Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0),
  };
}

async function withAutocannon({ url, key, get }: Target, connections: number, seconds: number): Promise<Load> {
  const digits = (count: number) => String(Math.floor(Math.random() * 10 ** count)).padStart(count, '0');
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    method: get ? 'GET' : 'POST',
    headers: get ? {} : { 'content-type': 'application/json', 'x-api-key': key },
    requests: [
      {
        setupRequest: (request) =>
          get
            ? { ...request, path: `${get}&to=%2B3725${digits(7)}&text=Your+code+is+${digits(6)}` }
            : { ...request, body: JSON.stringify({ to: `+3725${digits(7)}`, text: `Your code is ${digits(6)}` }) },
      },
    ],
  });
  return { requestsPerS: result.requests.average, p99Ms: result.latency.p99, failed: result.non2xx };
}
