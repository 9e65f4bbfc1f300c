import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  type ConsoleMessage,
  expect,
  type Locator,
  type Page,
} from '@playwright/test';
import type * as z from 'zod';
import type { Role, UserActor } from '../lib/access/actor';
import { pool } from '../lib/database/db';
import type { sendSchema } from '../lib/messages/schema';
import { createAccount, createUser, PASSWORD, SIGNED_OUT, sessionOf, type TestAccount } from './accounts';
import { BASE_URL, connect } from './installation';

export { expect };

type Options = {
  /** Console errors this test expects: the browser itself logs every refused request. */
  expectedError: RegExp | null;
  /** Who `page` is signed in as: a member of `account`, its administrator who is also an operator, or null for signed out. */
  signedInAs: Role | 'operator' | null;
};

/** Opens a page in a browser context of its own, signed in as `user` or, with null, signed out. */
export type OpenPage = (user: UserActor | null, options?: BrowserContextOptions) => Promise<Page>;

type Fixtures = {
  /** A verified account for each test, so that tests do not affect each other. */
  account: TestAccount;
  /** The user that `page` is signed in as; the account's administrator where it is signed out. */
  user: UserActor;
  openPage: OpenPage;
  /** Fails the test on an error in the browser's console: exceptions, broken hydration, violated security policy. */
  watch: (context: BrowserContext) => Promise<void>;
};

/**
 * Turns off the blur behind dialogs: without a GPU, each frame of a page with an open dialog blurs the whole page again,
 * which took a tenth of the run's CPU time.
 */
function turnBlurOff(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { backdrop-filter: none !important; }');
  document.adoptedStyleSheets = [sheet];
}

/** Creates the session row and the cookie directly; only sign-in.spec.ts tests the form. */
export const test = base.extend<Options & Fixtures, { database: undefined }>({
  expectedError: [null, { option: true }],
  signedInAs: ['admin', { option: true }],
  database: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a function needs from its pattern.
    async ({}, use) => {
      await connect();
      await use(undefined);
      await pool().end();
    },
    { scope: 'worker', auto: true },
  ],
  account: async ({ signedInAs, database: _ }, use) => {
    await use(await createAccount({ operator: signedInAs === 'operator' }));
  },
  user: async ({ signedInAs, account }, use) => {
    const isMember = signedInAs === 'basic' || signedInAs === 'advanced';
    await use(isMember ? await createUser(account, signedInAs) : account.admin);
  },
  storageState: async ({ signedInAs, user }, use) => {
    await use(signedInAs ? await sessionOf(user) : SIGNED_OUT);
  },
  openPage: async ({ browser, contextOptions, permissions, watch }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (user, options = {}) => {
      const storageState = user ? await sessionOf(user) : SIGNED_OUT;
      const context = await browser.newContext({ ...contextOptions, permissions, ...options, storageState });
      opened.push(context);
      await watch(context);
      return context.newPage();
    });
    await Promise.all(opened.map((context) => context.close()));
  },
  watch: [
    async ({ expectedError }, use) => {
      const errors: string[] = [];
      const note = (text: string) => {
        if (!expectedError?.test(text)) errors.push(text);
      };
      await use(async (context) => {
        await context.addInitScript(turnBlurOff);
        context.on('console', (message: ConsoleMessage) => {
          if (message.type() === 'error') note(`${message.text()} (${message.location().url})`);
        });
        context.on('weberror', (error) => note(error.error().message));
      });
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
  context: async ({ context, watch }, use) => {
    await watch(context);
    await use(context);
  },
});

/** Signs in by the form. */
export async function signIn(page: Page, user: { email: string; password?: string }): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(user.email);
  await page.getByLabel('Password').fill(user.password ?? PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/overview');
}

/** Signs out by the user menu. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /User menu/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
}

/** Presses `key` until `focused` has the focus: a page is visible some time before its scripts run. */
export async function pressUntil(page: Page, key: string, focused: Locator): Promise<void> {
  await expect(async () => {
    await page.keyboard.press(key);
    await expect(focused).toBeFocused({ timeout: 2_000 });
  }).toPass();
}

/** Opens the modal that creates a key. */
export async function openNewKey(page: Page, name: string, description = ''): Promise<Locator> {
  await page.goto('/developer-tools/api-keys');
  await page.getByRole('button', { name: 'New API Key' }).first().click();
  const modal = page.getByRole('dialog', { name: 'New API Key for SMS Service' });
  await modal.getByLabel('Key Name').fill(name);
  await modal.getByLabel('Key Description').fill(description);
  return modal;
}

/** Submits the modal and returns the values that the reveal dialog shows. */
export async function takeCredential(page: Page, modal: Locator): Promise<{ keyId: string | null; secret: string }> {
  await modal.getByRole('button', { name: 'Create' }).click();
  const secret = (await page.getByTestId('revealed-key').textContent()) ?? '';
  const id = page.getByTestId('revealed-key-id');
  const keyId = (await id.isVisible()) ? await id.textContent() : null;
  await page.getByLabel('I have saved it').check();
  await page.getByRole('button', { name: 'Ok' }).click();
  return { keyId, secret };
}

/** Creates a key by the modal and returns its value as the reveal dialog shows it. */
export async function createKey(page: Page, name: string, description = ''): Promise<string> {
  const { secret } = await takeCredential(page, await openNewKey(page, name, description));
  return secret;
}

/** Sends one SMS by the API. */
export function send(key: string, body: z.input<typeof sendSchema>): Promise<Response> {
  return fetch(`${BASE_URL}/api/sms`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
