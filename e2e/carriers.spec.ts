import type { Page } from '@playwright/test';
import { removeCarrier } from '../lib/carriers/commands';
import { createRoute } from '../lib/carriers/route-commands';
import { type Smsc, startSmsc } from '../lib/smsc/server';
import { addKey, commandLine } from './accounts';
import { expectNoA11yViolations } from './axe';
import { expect, send, test } from './fixtures';

const PASSWORD = 'hunter22';

test.use({ signedInAs: 'operator' });

/** Fills in the form of a new SMPP carrier. */
async function fillIn(page: Page, name: string, { port }: Smsc, password: string): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Host').fill('127.0.0.1');
  await page.getByLabel('Port').fill(String(port));
  await page.getByLabel('System ID').fill('postern');
  await page.getByLabel('Password').fill(password);
}

async function choose(page: Page, name: string, item: RegExp): Promise<void> {
  await page
    .getByRole('button', { name: `Actions for ${name}` })
    .filter({ visible: true })
    .click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('an operator connects an SMPP carrier, sees it bound, sends, gets the receipt, its outage and alert, and removes it', async ({
  page,
  account,
}) => {
  const operator = commandLine(account);
  const name = `smpp-${account.id.slice(-8)}`;
  const smsc = await startSmsc({ systemId: 'postern', password: PASSWORD });
  // Messages of the other tests keep going to the simulator. The route stays: from the first carrier on, they need one.
  await createRoute(operator, { carrier: 'simulator', priority: 100 }).catch(() => null);
  try {
    await test.step('the test before saving shows a wrong password, and then success', async () => {
      await page.goto('/operator/carriers/new');
      await fillIn(page, name, smsc, 'wrong');
      await page.getByRole('button', { name: 'Test connection' }).click();
      await expect(page.getByText(/ESME_RINVPASWD.*The password is wrong/)).toBeVisible();
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Test connection' }).click();
      await expect(page.getByText('Bound to 127.0.0.1')).toBeVisible();
      await expectNoA11yViolations(page);
    });

    await test.step('a wrong value is shown at its field', async () => {
      await page.getByLabel('Window').fill('0');
      await page.getByRole('button', { name: 'Add carrier' }).click();
      await expect(page.getByText('The window must be a whole number from 1 to 1000.')).toBeVisible();
      await page.getByLabel('Window').fill('5');
      await page.getByLabel('Seconds before the fallback').fill('0');
    });

    await test.step('once added, a worker binds it', async () => {
      await page.getByRole('button', { name: 'Add carrier' }).click();
      await page.waitForURL(`**/operator/carriers/${name}`);
      await expect(page.getByText('Connected')).toBeVisible();
      await expect(page.getByText('No route leads to this carrier')).toBeVisible();
      expect(smsc.sessions()).toHaveLength(1);
    });

    await test.step('a route leads the account’s messages to it', async () => {
      await page.goto('/operator/routes');
      await page.getByRole('button', { name: 'Add route' }).first().click();
      const dialog = page.getByRole('dialog', { name: 'Add a route' });
      await dialog.getByLabel('Carrier').selectOption(name);
      await dialog.getByLabel('Account').selectOption(account.id);
      await dialog.getByLabel('Prefix').fill('00372');
      await dialog.getByRole('button', { name: 'Add route' }).click();
      await expect(dialog.getByText('Leave out 00')).toBeVisible();
      await dialog.getByLabel('Prefix').fill('+372');
      await dialog.getByRole('button', { name: 'Add route' }).click();
      await expect(dialog).toBeHidden();
      await page.goto(`/operator/routes?to=%2B37255555555&account=${account.id}`);
      await expect(page.getByRole('listitem').filter({ hasText: name }).first()).toContainText('of this account');
    });

    const { key } = await addKey(account, { name: 'Shop' });
    await test.step('a message goes there, and its receipt comes back', async () => {
      const { id } = (await (await send(key, { to: '+37255555555', text: 'Hello' })).json()) as { id: string };
      await page.goto(`/messages/${id}`);
      await expect(page.getByText('Delivered', { exact: true }).first()).toBeVisible();
      expect(smsc.stats.submits).toBe(1);
      await page.goto(`/operator/carriers/${name}`);
      await expect(page.getByText('100 % of 1')).toBeVisible();
    });

    await test.step('paused, its link is closed; resumed, it is bound again', async () => {
      await choose(page, name, /^Pause/);
      await page.getByRole('button', { name: 'Pause carrier' }).click();
      await expect(page.getByText('Paused', { exact: true }).first()).toBeVisible();
      await expect.poll(() => smsc.sessions().length).toBe(0);
      await choose(page, name, /^Resume/);
      await expect(page.getByText('Connected', { exact: true })).toBeVisible();
    });

    await test.step('cut, its messages take the fallback and its alert is shown', async () => {
      await smsc.stop();
      const { id } = (await (await send(key, { to: '+37255555555', text: 'Hello' })).json()) as { id: string };
      await page.goto(`/messages/${id}`);
      await expect(page.getByText('Delivered', { exact: true }).first()).toBeVisible();
      await expect(page.getByText('Simulator id')).toBeVisible();
      await page.goto(`/operator/carriers/${name}`);
      const alert = page.getByRole('listitem').filter({ hasText: 'Down' });
      await expect(alert.filter({ hasText: 'ECONNREFUSED' }).first()).toBeVisible({ timeout: 60_000 });
    });

    await test.step('removed, it is gone with its route', async () => {
      await page.reload();
      await choose(page, name, /^Remove/);
      await page.getByRole('button', { name: 'Remove carrier' }).click();
      await page.waitForURL('**/operator/carriers');
      await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0);
      await expect.poll(() => smsc.sessions().length).toBe(0);
    });
  } finally {
    await removeCarrier(operator, { name }).catch(() => null);
    await smsc.stop();
  }
});

test.describe('other users', () => {
  test.use({ signedInAs: 'admin', expectedError: /status of 404/ });

  test('do not find the pages of carriers and routes', async ({ page }) => {
    for (const path of [
      '/operator/carriers',
      '/operator/carriers/new',
      '/operator/carriers/simulator',
      '/operator/routes',
    ]) {
      expect((await page.goto(path))?.status()).toBe(404);
    }
  });
});
