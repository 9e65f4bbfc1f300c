import { startReceiver } from '../lib/testing/receiver';
import { addKey, createUser } from './accounts';
import { expect, send, test } from './fixtures';

const HOUR_MS = 3_600_000;

type Scheduled = { to: string; reference: string; inMs: number; dlrUrl?: string };

/** Sends a scheduled message. */
async function schedule({ key }: { key: string }, { to, reference, inMs, dlrUrl }: Scheduled): Promise<string> {
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
  test('is found by its reference, shows when it will be sent, and is cancelled with a report', async ({
    page,
    openPage,
    account,
  }) => {
    const receiver = await startReceiver();
    const dlrUrl = `${receiver.url}/reports`;
    const reference = `order-${Date.now()}`;
    const id = await schedule(await addKey(account, { name: 'Later' }), {
      to: '+37255512345',
      reference,
      inMs: 3 * HOUR_MS,
      dlrUrl,
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

    await test.step('a basic user cannot cancel it', async () => {
      const reader = await openPage(await createUser(account, 'basic'));
      await reader.goto(`/messages/${id}`);
      await expect(reader.getByText('Scheduled: to be sent')).toBeVisible();
      await expect(reader.getByRole('button', { name: 'Cancel message' })).toBeHidden();
    });

    await test.step('its page shows the settings it is sent with', async () => {
      await page.goto(`/messages/${id}`);
      await expect(page.getByText('Accepted and scheduled')).toBeVisible();
      for (const fact of ['high', reference, 'shop: Tallinn', dlrUrl]) {
        await expect(page.getByRole('definition').filter({ hasText: fact })).toBeVisible();
      }
    });

    await test.step('cancelling needs a confirmation', async () => {
      await page.getByRole('button', { name: 'Cancel message' }).click();
      const dialog = page.getByRole('dialog', { name: 'Cancel this message?' });
      await dialog.getByRole('button', { name: 'Keep it' }).click();
      await expect(page.getByText('Scheduled: to be sent')).toBeVisible();
      await page.getByRole('button', { name: 'Cancel message' }).click();
      await dialog.getByRole('button', { name: 'Cancel message' }).click();
      await expect(page.getByText('will not be sent.')).toBeVisible();
      await expect(page.getByText(`By ${account.admin.username}`)).toBeVisible();
      await expect(page.getByRole('button', { name: 'Cancel message' })).toBeHidden();
    });

    await test.step('the report has the status and the caller’s reference', async () => {
      await expect.poll(() => receiver.requests.length).toBe(1);
      const { type, data } = JSON.parse(receiver.requests[0]?.body ?? '{}');
      expect(type).toBe('message.cancelled');
      expect(data).toMatchObject({ id, reference, metadata: { shop: 'Tallinn' } });
    });
    await receiver.stop();
  });

  test('is sent at its time, and the page shows it without a reload', async ({ page, account }) => {
    const id = await schedule(await addKey(account, { name: 'Soon' }), {
      to: '+37255512346',
      reference: 'soon',
      inMs: 4_000,
    });
    await page.goto(`/messages/${id}`);
    await expect(page.getByText('Scheduled time reached: queued')).toBeVisible();
    await expect(page.getByText('Receipt: delivered')).toBeVisible();
  });
});
