import { pool } from '../lib/database/db';
import { addKey } from './accounts';
import { expect, send, test } from './fixtures';

/** The browser logs a connection that breaks. */
test.use({ expectedError: /ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED/ });

test('an open page shows changes, says when it cannot, and keeps what was typed', async ({
  page,
  context,
  account,
  user,
}) => {
  const { key } = await addKey(account, { name: 'Live' });
  const notice = page.getByRole('status').filter({ hasText: /Not connected|session has ended/ });

  await test.step('a message appears and is delivered without a reload, with few requests', async () => {
    await page.goto('/messages');
    await expect(page.locator('html[data-live=open]')).toBeAttached();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    for (let i = 0; i < 20; i++) await send(key, { to: '+37255512345', text: `Hello ${i}` });
    await expect(page.getByRole('row').filter({ hasText: 'Delivered' })).toHaveCount(20);
    expect(requests.length).toBeLessThanOrEqual(5);
  });

  await test.step('offline, the page stays and says so; back online it catches up', async () => {
    await page.goto('/account/sending');
    await expect(page.locator('html[data-live=open]')).toBeAttached();
    const url = page.getByLabel('DLR webhook URL');
    await url.fill('https://example.com/typed');
    await context.setOffline(true);
    await expect(notice).toContainText('Not connected, trying again.');
    await context.setOffline(false);
    await expect(notice).toHaveCount(0);
    await expect(url).toHaveValue('https://example.com/typed');
  });

  await test.step('with the session ended, too', async () => {
    const url = page.getByLabel('DLR webhook URL');
    await pool().query('DELETE FROM session WHERE user_id = $1', [user.userId]);
    await expect(notice).toContainText('Your session has ended.');
    await expect(url).toHaveValue('https://example.com/typed');
    await page.getByRole('button', { name: /^Save/ }).click();
    await expect(page.getByText('You are signed out. Sign in again.')).toBeVisible();
    await expect(url).toHaveValue('https://example.com/typed');
  });
});
