import { Webhook } from 'standardwebhooks';
import { startReceiver } from '../lib/testing/receiver';
import { SIGNED_OUT } from './accounts';
import { createKey, expect, send, test } from './fixtures';
import { readState } from './installation';

// Replaces the fixture, so that nothing is created before the test.
test.use({ storageState: SIGNED_OUT });

test('from the set-up link to a verified delivery report', async ({ page }) => {
  const receiver = await startReceiver();
  const { setupUrl } = await readState();

  await test.step('without a user, the sign-in page explains where the link is', async () => {
    await page.goto('/');
    await expect(page.getByRole('heading', { name: 'Set up this installation first' })).toBeVisible();
  });

  await test.step('an invalid link is rejected', async () => {
    await page.goto('/setup#token=not-the-token');
    await expect(page.getByRole('heading', { name: 'This link is not valid' })).toBeVisible();
  });

  await test.step('the link creates the first administrator and signs in', async () => {
    await page.goto(setupUrl);
    await page.getByRole('button', { name: 'Set up Postern' }).click();
    await expect(page.getByText('Use at least 12 characters.')).toBeVisible();
    await page.getByLabel('Account name').fill('Northwind Shipping');
    await page.getByLabel('E-mail address').fill('mari.tamm@example.com');
    await page.getByLabel('Password').fill('seven wet herons dancing');
    await page.getByRole('button', { name: 'Set up Postern' }).click();
    await page.waitForURL('**/overview');
    await expect(page.getByText('0 of 3 done')).toBeVisible();
  });

  const key = await test.step('a key is created, shown once, copied later', async () => {
    const value = await createKey(page, 'Shop', 'Order updates');
    expect(value).toMatch(/^[0-9A-Za-z]{24}$/);
    await expect(page.getByText('Success', { exact: true })).toBeVisible();
    await expect(page.getByRole('row', { name: /Shop/ })).toContainText(
      `${value.slice(0, 4)}••••••••${value.slice(-4)}`,
    );
    await page.reload();
    await expect(page.getByRole('row', { name: /Shop/ })).toBeVisible();
    expect(await page.content()).not.toContain(value);
    await page.getByRole('button', { name: 'Copy the key of Shop' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(value);
    return value;
  });

  const secret = await test.step('the webhook secret is in the menu', async () => {
    await page.getByRole('button', { name: 'Actions for Shop' }).click();
    await page.getByRole('menuitem', { name: 'Copy webhook secret' }).click();
    await expect(page.getByText('The webhook secret of “Shop”.')).toBeVisible();
    return page.evaluate(() => navigator.clipboard.readText());
  });

  await test.step('an SMS is delivered and its page shows the timeline', async () => {
    const response = await send(key, {
      to: '+37255512345',
      text: 'Your parcel arrives today',
      dlr_url: `${receiver.url}/reports`,
    });
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as { id: string };
    await page.goto('/messages');
    const row = page.getByRole('row', { name: /\+37255512345/ });
    await expect(row).toContainText('Delivered');
    await row.getByRole('link').click();
    await page.waitForURL(`**/messages/${id}`);
    for (const step of [
      'Accepted and queued',
      'Submitted to the carrier',
      'Receipt: delivered',
      'Delivery report accepted',
    ]) {
      await expect(page.getByText(step)).toBeVisible();
    }
  });

  await test.step('the report verifies with an independent library', async () => {
    await expect.poll(() => receiver.requests.length).toBe(1);
    const [report] = receiver.requests;
    const verified = new Webhook(secret).verify(report?.body ?? '', report?.headers ?? {});
    expect(verified).toMatchObject({ type: 'message.delivered', data: { to: '+37255512345', sequence: 1 } });
  });

  await test.step('the overview shows every step as done', async () => {
    await page.goto('/overview');
    await expect(page.getByRole('heading', { name: 'First steps' })).toBeHidden();
    await expect(page.getByRole('link', { name: /Delivered/ })).toContainText('1');
  });

  await test.step('a disabled key is refused at once, and works again when enabled', async () => {
    await page.goto('/developer-tools/api-keys');
    const status = page.getByRole('switch', { name: 'Shop: enabled' });
    await status.click();
    await expect(page.getByText('“Shop” is refused from now on.')).toBeVisible();
    expect((await send(key, { to: '+37255512345', text: 'Hello' })).status).toBe(401);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(status).toBeChecked();
    await expect(page.getByText('“Shop” can send again.')).toBeVisible();
    expect((await send(key, { to: '+37255512345', text: 'Hello' })).status).toBe(202);
  });

  await test.step('the set-up link no longer works', async () => {
    await page.goto(setupUrl);
    await expect(page.getByRole('heading', { name: 'This installation is set up' })).toBeVisible();
  });

  await receiver.stop();
});
