import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test as base, type ConsoleMessage, expect, type Locator, type Page } from '@playwright/test';
import type { z } from 'zod';
import type { sendSchema } from '../lib/messages/schema';

/** Ports of the installations, chosen by playwright.config.ts, so that two runs on one machine never meet. */
export const PORTS = (process.env.E2E_PORTS ?? '').split(',').map(Number);

/** Each worker has an installation of its own. */
const OWN = Number(process.env.TEST_PARALLEL_INDEX ?? 0);
export const PORT = PORTS[OWN] ?? 0;

export const stateFile = (installation = OWN) => path.resolve(`test-results/trial/state-${installation}.json`);
export const sessionFile = (installation = OWN) => path.resolve(`test-results/trial/admin-${installation}.json`);

/** The administrator's session, for journeys that are not about signing in. */
export const ADMIN_SESSION = sessionFile();

/** What the start of the product told. */
export type TrialState = { setupUrl: string; dataDir: string };

export const ADMIN = {
  accountName: 'Northwind Shipping',
  email: 'mari.tamm@example.com',
  password: 'seven wet herons dancing',
};

export async function trialState(): Promise<TrialState> {
  return JSON.parse(await fs.readFile(stateFile(), 'utf8')) as TrialState;
}

type Trial = {
  /** Console errors this test expects: the browser itself logs every refused request. */
  expectedError: RegExp | null;
};

/** A test fails on any error in the browser's console: exceptions, broken hydration, violated security policy. */
export const test = base.extend<Trial & { watch: undefined }>({
  expectedError: [null, { option: true }],
  watch: [
    async ({ context, expectedError }, use) => {
      const errors: string[] = [];
      const note = (text: string) => {
        if (!expectedError?.test(text)) errors.push(text);
      };
      context.on('console', (message: ConsoleMessage) => {
        if (message.type() === 'error') note(`${message.text()} (${message.location().url})`);
      });
      context.on('weberror', (error) => note(error.error().message));
      await use(undefined);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

export async function signIn(page: Page, person: { email: string; password: string } = ADMIN): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/overview');
}

/** Presses `key` until it has done what it should: on a busy machine a page is seen some time before it listens. */
export async function pressUntil(page: Page, key: string, focused: Locator): Promise<void> {
  await expect(async () => {
    await page.keyboard.press(key);
    await expect(focused).toBeFocused({ timeout: 2_000 });
  }).toPass();
}

/** Opens the modal that makes a key. */
export async function openNewKey(page: Page, name: string, description = ''): Promise<Locator> {
  await page.goto('/developer-tools/api-keys');
  await page.getByRole('button', { name: 'New API Key' }).first().click();
  const modal = page.getByRole('dialog', { name: 'New API Key for SMS Service' });
  await modal.getByLabel('Key Name').fill(name);
  await modal.getByLabel('Key Description').fill(description);
  return modal;
}

/** Creates what the modal asks for, and gives the values that the reveal dialog shows. */
export async function takeCredential(page: Page, modal: Locator): Promise<{ keyId: string | null; secret: string }> {
  await modal.getByRole('button', { name: 'Create' }).click();
  const secret = (await page.getByTestId('revealed-key').textContent()) ?? '';
  const id = page.getByTestId('revealed-key-id');
  const keyId = (await id.isVisible()) ? await id.textContent() : null;
  await page.getByLabel('I have saved it').check();
  await page.getByRole('button', { name: 'Ok' }).click();
  return { keyId, secret };
}

/** Makes a key through the modal and gives its value as the reveal dialog shows it. */
export async function createKey(page: Page, name: string, description = ''): Promise<string> {
  await freeName(name);
  const { secret } = await takeCredential(page, await openNewKey(page, name, description));
  return secret;
}

/** Before a second try of a journey: the key its first try left behind goes, so that its name is free. */
export async function freeName(name: string): Promise<void> {
  if (test.info().retry === 0) return;
  await postern('key', 'delete', '--account', ADMIN.accountName, name).catch(() => undefined);
}

/** Sends one SMS as a developer's program does. */
export function send(key: string, body: z.input<typeof sendSchema>): Promise<Response> {
  return fetch(`http://localhost:${PORT}/api/sms`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Runs the operators' command line on the trial's installation and gives what it prints. */
export async function postern(...args: string[]): Promise<unknown> {
  const { dataDir } = await trialState();
  const child = spawn(process.execPath, ['server/cli.mjs', ...args, '--json'], {
    env: { ...process.env, POSTERN_DATA_DIR: dataDir, PORT: String(PORT), DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`postern ${args.join(' ')} ended with ${code}: ${complaint}${printed}`);
  return JSON.parse(printed);
}

/** Somebody who can sign in, by default in the administrator's account. */
export async function makeMember(
  email: string,
  role: 'admin' | 'advanced' | 'basic',
  password: string,
  account = ADMIN.accountName,
): Promise<void> {
  await postern('user', 'create', '--email', email, '--role', role, '--password', password, '--account', account);
}

/** Makes auth keys called `name 01`, `name 02` … by the API, and gives their values in that order. */
export async function makeKeys(name: string, count: number): Promise<string[]> {
  const manager = await keyManager();
  const left = (await manager('GET', `?search=${name}`)) as { keys: { id: string; name: string }[] };
  for (const key of left.keys) if (/ \d\d$/.test(key.name)) await manager('DELETE', `/${key.id}`);
  const values: string[] = [];
  for (let i = 1; i <= count; i++) {
    const made = await manager('POST', '', { name: `${name} ${String(i).padStart(2, '0')}` });
    values.push((made as { key: string }).key);
  }
  return values;
}

/** Asks the API with a key that may manage keys. */
async function keyManager(): Promise<(method: string, path: string, body?: object) => Promise<unknown>> {
  const scopes = ['keys:manage', 'sms:send', 'sms:read'].flatMap((scope) => ['--scope', scope]);
  const name = `Maker ${randomUUID()}`;
  const { key } = (await postern('key', 'create', '--name', name, '--account', ADMIN.accountName, ...scopes)) as {
    key: string;
  };
  return async (method, path, body) => {
    const answer = await fetch(`http://localhost:${PORT}/api/keys${path}`, {
      method,
      headers: { 'x-api-key': key, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} /api/keys${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
  };
}

export type ReceivedReport = { headers: Record<string, string>; body: string };

/** A customer's server on this machine, which takes delivery reports. */
export async function openSink(): Promise<{ url: string; reports: ReceivedReport[]; close: () => Promise<void> }> {
  const reports: ReceivedReport[] = [];
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    reports.push({ headers: request.headers as Record<string, string>, body });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/reports`,
    reports,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
