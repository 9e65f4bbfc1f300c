import { addKey } from './accounts';
import { expect, send, test } from './fixtures';
import { BASE_URL } from './installation';

const HELLO = { to: '+37255512345', text: 'Hello' };

type Problem = { type: string; code: string };

test('a refused request is found, fixed in its row, and the next one is accepted', async ({ page, account }) => {
  const name = 'Refused reader';
  const { id, key } = await addKey(account, { name, scopes: ['sms:read'] });
  await page.goto('/overview');
  await page.goto('/developer-tools/refusals');
  await page.getByRole('heading', { level: 1, name: 'Refusals' }).waitFor();
  const refused = await send(key, HELLO);
  expect(((await refused.json()) as Problem).code).toBe('missing_scope');

  // It appears without a reload.
  const row = page.getByRole('listitem').filter({ hasText: name });
  await expect(row).toContainText('The key lacks the scope for this.');
  await expect(row).toContainText('127.0.0.1');
  await expect(row).toContainText('once');
  await send(key, HELLO);
  await expect(row).toContainText('2 times');

  await row.getByRole('button', { name: 'Add sms:send…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Add sms:send' }).click();
  await expect(row.getByText('Resolved')).toBeVisible();
  expect((await send(key, HELLO)).status).toBe(202);

  await send(key, { ...HELLO, text: '' });
  const field = row.filter({ hasText: 'invalid_fields' });
  await expect(field).toContainText('text: Enter the text of the message');
  await page.getByLabel('Reason').selectOption('missing_scope');
  await expect(page).toHaveURL(/code=missing_scope/);
  await expect(field).toHaveCount(0);
  await page.getByLabel('Address').fill('203.0.113');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Enter one complete IPv4 or IPv6 address.')).toBeVisible();
  await page.getByLabel('Address').fill('127.0.0.1');
  await page.keyboard.press('Enter');
  await expect(row).toHaveCount(1);
  await page.getByRole('link', { name: 'Clear' }).click();
  await row.first().getByRole('link', { name }).click();
  await page.waitForURL(`**/api-keys/${id}`);
  await page.getByRole('link', { name: 'All refusals' }).click();
  await expect(page).toHaveURL(new RegExp(`refusals\\?key=${id}`));
  await expect(row).toHaveCount(2);
});

test.describe('a basic user', () => {
  test.use({ signedInAs: 'basic' });

  test('sees why a request was refused, and changes nothing', async ({ page, account }) => {
    const { key } = await addKey(account, { name: 'Reader', scopes: ['sms:read'] });
    await send(key, HELLO);
    await page.goto('/developer-tools/refusals');
    const row = page.getByRole('listitem').filter({ hasText: 'Reader' });
    await expect(row).toContainText('The key lacks the scope for this.');
    await expect(row.getByRole('button')).toHaveCount(0);
  });
});

test.describe('without a session', () => {
  test.use({ signedInAs: null });

  test('the type of a response is the address of a page with the fix', async ({ page }) => {
    const problem = (await (await send('not-a-key', HELLO)).json()) as Problem;
    const response = await page.goto(problem.type);
    expect(response?.status()).toBe(200);
    await expect(page.getByRole('heading', { level: 1, name: 'unauthorized' })).toBeVisible();
    await expect(page.getByText('The request had no valid API key.')).toBeVisible();
    await expect(page.getByText(`"type": "${BASE_URL}/docs/errors/unauthorized"`)).toBeVisible();
    await page.getByRole('link', { name: 'Error codes' }).click();
    await page.getByRole('link', { name: 'ip_not_allowed' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'ip_not_allowed' })).toBeVisible();
    await page.getByRole('link', { name: 'Refusals in the console' }).click();
    await page.waitForURL(/sign-in\?next=/);
  });
});

test.describe('an unknown code', () => {
  test.use({ expectedError: /status of 404/ });

  test('is not found, with a link to all codes', async ({ page }) => {
    const response = await page.goto('/docs/errors/no_such_code');
    expect(response?.status()).toBe(404);
    await page.getByRole('link', { name: 'Show all error codes' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Error codes' })).toBeVisible();
  });
});
