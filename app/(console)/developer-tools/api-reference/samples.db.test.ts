import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { newId } from '@/lib/base/ids';
import { setKeyOptions } from '@/lib/keys/commands/configure-key';
import { useApiServer } from '@/lib/testing/api-server';
import { useDatabase } from '@/lib/testing/database';
import { makeAccount, makeKey, makePair } from '@/lib/testing/factories';
import { WAIT_LIMIT } from '@/lib/testing/limits';
import { newSigningSecret, signatureHeaders, signingKey } from '@/lib/webhooks/signature';
import { credentialExamples, examples } from './examples';
import { messageSignatureSample, type Sample, signingSamples } from './signing-samples';
import { verifyingSamples } from './verifying-samples';

useDatabase();
const gate = useApiServer();
let folder = '';

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'postern-samples-'));
});
afterAll(() => fs.rm(folder, { recursive: true, force: true }));

const INTERPRETERS: Record<string, string> = { mjs: process.execPath, py: 'python3', php: 'php', sh: 'bash' };
const interpreterOf = (file: string) => INTERPRETERS[path.extname(file).slice(1)] ?? 'bash';
const has = (program: string) => spawnSync(program, ['--version']).error === undefined;

/** Runs a sample as the reference describes and returns its output. */
async function run({ file, code }: Pick<Sample, 'file' | 'code'>): Promise<string> {
  const script = path.join(folder, file);
  await fs.writeFile(script, code);
  const child = spawn(interpreterOf(file), [script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += String(chunk)));
  await new Promise((resolve) => child.once('close', resolve));
  return printed;
}

const filled = (code: string, { keyId, secret }: { keyId: string; secret: string }) =>
  code.replaceAll('YOUR_KEY_ID', keyId).replaceAll('YOUR_SECRET', secret);

const signing = (url: string) => [...signingSamples(url), messageSignatureSample(url)];

describe('the signing programs of the reference', () => {
  for (const { file, language } of signing('')) {
    test.skipIf(!has(interpreterOf(file)))(`${language} sends`, async () => {
      const pair = await makePair(await makeAccount(), 'hmac');
      const sample = signing(gate.base()).find((candidate) => candidate.file === file);
      const code = filled(sample?.code ?? '', pair);
      expect(await run({ file, code })).toContain('"status":"queued"');
      expect(await run({ file, code: code.replace(pair.secret, 'hs_wrong') })).not.toContain('"status":"queued"');
    });
  }
});

describe('the programs that verify reports', () => {
  const [secret, before] = [newSigningSecret(), newSigningSecret()];
  const body = '{"type":"message.delivered","data":{"reference":"Grüße/1"}}';
  const signed = (secrets: string[], at = new Date(), text = body) => ({
    headers: signatureHeaders(secrets.map(signingKey), newId(), at, text),
    body,
  });
  const requests = [
    { status: 204, request: signed([secret]) },
    { status: 204, request: signed([secret, before]) },
    { status: 204, request: signed([before, secret]) },
    { status: 401, request: signed([before]) },
    { status: 401, request: signed([secret], new Date(Date.now() - 6 * 60_000)) },
    { status: 401, request: signed([secret], new Date(), `${body} `) },
    { status: 401, request: { headers: {}, body } },
  ];

  for (const { language, file, code } of verifyingSamples()) {
    test.skipIf(!has(interpreterOf(file)))(`${language} accepts what is genuine and nothing else`, async () => {
      const port = await freePort();
      const script = path.join(folder, file);
      await fs.writeFile(script, code.replace('4000', String(port)));
      const args = file.endsWith('.php') ? ['-S', `127.0.0.1:${port}`, script] : [script];
      const child = spawn(interpreterOf(file), args, {
        env: { ...process.env, WEBHOOK_SECRET: secret },
        stdio: 'ignore',
      });
      const url = `http://127.0.0.1:${port}/`;
      try {
        await vi.waitFor(() => fetch(url), WAIT_LIMIT);
        for (const { status, request } of requests) {
          expect((await fetch(url, { method: 'POST', ...request })).status).toBe(status);
        }
      } finally {
        child.kill();
      }
    });
  }
});

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  return port;
}

describe.skipIf(!has('curl'))('the commands of the reference', () => {
  test.each(['bearer', 'form', 'body', 'query'] as const)('an auth key: %s', async (way) => {
    const actor = await makeAccount();
    const { id, key } = await makeKey(actor);
    if (way === 'query') await setKeyOptions(actor, { id, compatible: false, allowQueryKey: true });
    const code = credentialExamples(gate.base())[way].replaceAll('YOUR_KEY', key);
    expect(await run({ file: `${way}.sh`, code })).toContain('"status":"queued"');
  });

  test.each([
    ['with a report and a reference', 'sendWithReport', '"reference":"order-1234"'],
    ['of which one is refused', 'batch', '"accepted":1,"refused":1'],
    ['with an Idempotency-Key', 'repeatable', '"status":"queued"'],
  ] as const)('a request that sends %s', async (_, example, output) => {
    const { key } = await makeKey(await makeAccount());
    const code = examples(gate.base())[example].replaceAll('YOUR_KEY', key);
    expect(await run({ file: `${example}.sh`, code })).toContain(output);
  });

  test('a key with keys:manage creates a key', async () => {
    const scopes = ['sms:send', 'sms:read', 'keys:manage'] as const;
    const { key } = await makeKey(await makeAccount(), { scopes: [...scopes] });
    const code = examples(gate.base()).makeKey.replaceAll('YOUR_KEY', key);
    expect(await run({ file: 'make-key.sh', code })).toMatch(/"key_id":"hk_.*"secret":"hs_/);
  });

  test('a Basic pair', async () => {
    const pair = await makePair(await makeAccount(), 'basic');
    const code = filled(credentialExamples(gate.base()).basic, pair);
    expect(await run({ file: 'basic.sh', code })).toContain('"status":"queued"');
  });
});
