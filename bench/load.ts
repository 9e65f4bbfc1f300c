import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import autocannon from 'autocannon';

/** `accepted`: responses that were a success; `failed`: the others. Latencies are those of all requests. */
export type Load = {
  requestsPerS: number;
  accepted: number;
  failed: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
};

/**
 * The target of the load: JSON posted to `url` with a key, or Kannel's GET requests. `dlrUrl` requests a delivery report of
 * each message. For GET requests it is a parameter, already escaped, to which the number of the request is appended.
 */
export type Target = { url: string; key?: string; get?: string; dlrUrl?: string };

const WARM_UP = { connections: 32, seconds: 5 };

// Recipients whose last four digits are below 9000: above them are the simulator's special outcomes.
const LUA = `
math.randomseed(os.time())
local get, dlr = os.getenv("BENCH_GET"), os.getenv("BENCH_DLR")
local count = 0
if not get then
  wrk.method = "POST"
  wrk.headers["content-type"] = "application/json"
  wrk.headers["x-api-key"] = os.getenv("BENCH_KEY")
end
local tail = dlr and string.format(',"dlr_url":"%s"}', dlr) or "}"
request = function()
  local area, to, code = math.random(0, 999), math.random(0, 8999), math.random(0, 999999)
  if get then
    count = count + 1
    local path = string.format("%s&to=%%2B3725%03d%04d&text=Your+code+is+%06d", get, area, to, code)
    return wrk.format("GET", dlr and path .. dlr .. count or path)
  end
  return wrk.format(nil, nil, nil, string.format('{"to":"+3725%03d%04d","text":"Your code is %06d"', area, to, code) .. tail)
end
done = function(summary, latency)
  io.write(string.format("RESULT %d %d %d %d %d %d\\n", summary.requests, summary.errors.status, summary.duration,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
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

async function withWrk(target: Target, connections: number, seconds: number, dir: string): Promise<Load> {
  const { url, key, get, dlrUrl } = target;
  const script = path.join(dir, 'send.lua');
  fs.writeFileSync(script, LUA);
  const wrk = spawn('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-s', script, url], {
    env: {
      ...process.env,
      ...(key && { BENCH_KEY: key }),
      ...(get && { BENCH_GET: get }),
      ...(dlrUrl && { BENCH_DLR: dlrUrl }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of wrk.stdout) text += chunk;
  return parseWrk(text);
}

/** Parses the line that the script's `done` prints: counts, then times in microseconds. Throws without that line. */
export function parseWrk(text: string): Load {
  const found = /^RESULT (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)$/m.exec(text);
  if (!found) throw new Error(`wrk printed no result: ${text}`);
  const [requests = 0, failed = 0, durationUs = 0, p50 = 0, p95 = 0, p99 = 0] = found.slice(1).map(Number);
  return {
    requestsPerS: (requests * 1_000_000) / durationUs,
    accepted: requests - failed,
    failed,
    p50Ms: p50 / 1_000,
    p95Ms: p95 / 1_000,
    p99Ms: p99 / 1_000,
  };
}

async function withAutocannon(target: Target, connections: number, seconds: number): Promise<Load> {
  const { url, key, get, dlrUrl } = target;
  const random = (below: number, digits: number) => String(Math.floor(Math.random() * below)).padStart(digits, '0');
  const number = () => random(1_000, 3) + random(9_000, 4);
  const text = () => `Your code is ${random(1_000_000, 6)}`;
  let count = 0;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    method: get ? 'GET' : 'POST',
    headers: get ? {} : { 'content-type': 'application/json', 'x-api-key': key },
    requests: [
      {
        setupRequest: (request) => {
          const dlr = dlrUrl ? `${dlrUrl}${++count}` : '';
          return get
            ? { ...request, path: `${get}&to=%2B3725${number()}&text=${text().replaceAll(' ', '+')}${dlr}` }
            : { ...request, body: JSON.stringify({ to: `+3725${number()}`, text: text(), dlr_url: dlrUrl }) };
        },
      },
    ],
  });
  const { p50, p97_5: p95, p99 } = result.latency;
  // Autocannon has no p95: the next higher one is at least as high.
  return {
    requestsPerS: result.requests.average,
    accepted: result['2xx'],
    failed: result.non2xx,
    p50Ms: p50,
    p95Ms: p95,
    p99Ms: p99,
  };
}
