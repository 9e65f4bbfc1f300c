import { randomUUID } from 'node:crypto';
import { makePerson } from './people';
import { expectSound, PHONE } from './sound';
import { ADMIN, ADMIN_SESSION, expect, openSink, postern, send, signIn, test } from './trial';

const HOUR_MS = 3_600_000;

type Key = { id: string; key: string };
type Wanted = { to: string; reference: string; inMs: number; dlrUrl?: string };

async function makeKey(name: string): Promise<Key> {
  return (await postern('key', 'create', '--account', ADMIN.accountName, '--name', `${name} ${randomUUID()}`)) as Key;
}

/** Sends a message for later. */
async function schedule({ key }: Key, { to, reference, inMs, dlrUrl }: Wanted): Promise<string> {
  const answer = await send(key, {
    to,
    text: 'Your table is ready',
    reference,
    metadata: { shop: 'Tallinn' },
    priority: 'high',
    send_at: new Date(Date.now() + inMs).toISOString(),
    ...(dlrUrl && { dlr_url: dlrUrl }),
  });
  const { id, status } = (await answer.json()) as { id: string; status: string };
  expect(status).toBe('scheduled');
  return id;
}

test.describe('a scheduled message', () => {
  test.use({ storageState: ADMIN_SESSION });

  test('is found by its reference, shows when it will be sent, and is cancelled with a report', async ({
    page,
    browser,
  }) => {
    test.slow();
    const sink = await openSink();
    const reference = `order-${Date.now()}`;
    const id = await schedule(await makeKey('Later'), {
      to: '+37255512345',
      reference,
      inMs: 3 * HOUR_MS,
      dlrUrl: sink.url,
    });

    await test.step('the list finds it by reference and by id', async () => {
      for (const search of [reference, id]) {
        await page.goto('/messages');
        await page.getByLabel('Recipient, reference or id').fill(search);
        await page.getByLabel('Recipient, reference or id').press('Enter');
        await expect(page.getByRole('row')).toHaveCount(2);
      }
      const row = page.getByRole('row').filter({ hasText: reference });
      await expect(row).toContainText('Scheduled');
      await expect(row).toContainText('sends in 2 h');
    });

    await test.step('who may only read is offered nothing', async () => {
      const signedOut = await browser.newContext({ storageState: { cookies: [], origins: [] } });
      const reader = await signedOut.newPage();
      await signIn(reader, await makePerson());
      await reader.goto(`/messages/${id}`);
      await expect(reader.getByText('Scheduled: to be sent')).toBeVisible();
      await expect(reader.getByRole('button', { name: 'Cancel message' })).toBeHidden();
      await signedOut.close();
    });

    await test.step('its page tells the settings it is sent by', async () => {
      await page.goto(`/messages/${id}`);
      await expect(page.getByText('Accepted and scheduled')).toBeVisible();
      for (const fact of ['high', reference, 'shop: Tallinn', sink.url]) {
        await expect(page.getByRole('definition').filter({ hasText: fact })).toBeVisible();
      }
    });

    await test.step('cancelling asks first', async () => {
      await page.getByRole('button', { name: 'Cancel message' }).click();
      const dialog = page.getByRole('dialog', { name: 'Cancel this message?' });
      await dialog.getByRole('button', { name: 'Keep it' }).click();
      await expect(page.getByText('Scheduled: to be sent')).toBeVisible();
      await page.getByRole('button', { name: 'Cancel message' }).click();
      await dialog.getByRole('button', { name: 'Cancel message' }).click();
      await expect(page.getByText('will not be sent.')).toBeVisible();
      await expect(page.getByText(/^By mari\.tamm/)).toBeVisible();
      await expect(page.getByRole('button', { name: 'Cancel message' })).toBeHidden();
    });

    await test.step('the report says so, with the caller’s own id', async () => {
      await expect.poll(() => sink.reports.length).toBe(1);
      const { type, data } = JSON.parse(sink.reports[0]?.body ?? '{}');
      expect(type).toBe('message.cancelled');
      expect(data).toMatchObject({ id, reference, metadata: { shop: 'Tallinn' } });
    });
    await sink.close();
  });

  test('is sent when its time comes, and the page says so by itself', async ({ page }) => {
    const id = await schedule(await makeKey('Soon'), { to: '+37255512346', reference: 'soon', inMs: 4_000 });
    await page.goto(`/messages/${id}`);
    await expect(page.getByText('Scheduled time reached: queued')).toBeVisible();
    await expect(page.getByText('Receipt: delivered')).toBeVisible();
  });
});

test.describe('in every look', () => {
  test.use({ ...PHONE, storageState: ADMIN_SESSION });

  test('scheduled and cancelled messages have no accessibility fault', async ({ page }) => {
    const key = await makeKey('Looks');
    const reference = `a-long-reference-of-the-caller-${randomUUID()}`;
    const id = await schedule(key, { to: '+37255512347', reference, inMs: 48 * HOUR_MS });
    for (const path of [
      '/overview',
      `/messages/${id}`,
      '/messages?status=scheduled',
      `/messages?search=${reference}`,
    ]) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expectSound(page);
    }
    await page.getByRole('button', { name: 'Cancel the message to +37255512347' }).filter({ visible: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this message?' });
    await dialog.waitFor();
    await expectSound(page);
    await dialog.getByRole('button', { name: 'Cancel message' }).click();
    await expect(page.getByText('Cancelled').filter({ visible: true }).first()).toBeVisible();
    await dialog.waitFor({ state: 'hidden' });
    await expectSound(page);
    await page.goto(`/messages/${id}`);
    await page.getByText(/^By /).waitFor();
    await expectSound(page);
  });
});
