import { expectSound, PHONE } from './sound';
import { ADMIN, ADMIN_SESSION, expect, freeName, makeMember, PORT, postern, send, signIn, test } from './trial';

const HELLO = { to: '+37255512345', text: 'Hello' };

type Made = { id: string; key: string };
type Problem = { type: string; code: string };

/** A key that may only read, by the command line. */
async function makeReader(name: string): Promise<Made> {
  await freeName(name);
  const named = ['--account', ADMIN.accountName, '--name', name];
  return (await postern('key', 'create', ...named, '--scope', 'sms:read')) as Made;
}

test.describe('an administrator', () => {
  test.use({ storageState: ADMIN_SESSION });

  test('finds a refused request, mends it where it stands, and the next one is accepted', async ({ page }) => {
    const name = 'Refused reader';
    const { id, key } = await makeReader(name);
    await page.goto('/overview');
    await page.goto('/developer-tools/refusals');
    await page.getByRole('heading', { level: 1, name: 'Refusals' }).waitFor();
    const refused = await send(key, HELLO);
    expect(((await refused.json()) as Problem).code).toBe('missing_scope');

    // It turns up by itself.
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
    await expect(field).toContainText('text: Give the text of the message');
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

  test('who does not manage keys sees why, and changes nothing', async ({ page }) => {
    const { key } = await makeReader('Looked at refused');
    await send(key, HELLO);
    const person = { email: 'refused-onlooker@example.com', password: 'an onlooker password' };
    await makeMember(person.email, 'basic', person.password);
    await page.context().clearCookies();
    await signIn(page, person);
    await page.goto('/developer-tools/refusals');
    const row = page.getByRole('listitem').filter({ hasText: 'Looked at refused' });
    await expect(row).toContainText('The key lacks the scope for this.');
    await expect(row.getByRole('button')).toHaveCount(0);
  });
});

test('an answer’s type opens a page for anybody, and says what to do', async ({ page }) => {
  const problem = (await (await send('no key of anybody', HELLO)).json()) as Problem;
  const response = await page.goto(problem.type);
  expect(response?.status()).toBe(200);
  await expect(page.getByRole('heading', { level: 1, name: 'unauthorized' })).toBeVisible();
  await expect(page.getByText('The request showed no valid API key.')).toBeVisible();
  await expect(page.getByText(`"type": "http://localhost:${PORT}/docs/errors/unauthorized"`)).toBeVisible();
  await page.getByRole('link', { name: 'Error codes' }).click();
  await page.getByRole('link', { name: 'ip_not_allowed' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'ip_not_allowed' })).toBeVisible();
  await page.getByRole('link', { name: 'Refusals in the console' }).click();
  await page.waitForURL(/sign-in\?next=/);
});

test.describe('a code that there is not', () => {
  test.use({ expectedError: /status of 404/ });

  test('is not found, with the way to those there are', async ({ page }) => {
    const response = await page.goto('/docs/errors/no_such_code');
    expect(response?.status()).toBe(404);
    await expectSound(page);
    await page.getByRole('link', { name: 'Show all error codes' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Error codes' })).toBeVisible();
  });
});

test.describe('in every look', () => {
  test.use({ ...PHONE, storageState: ADMIN_SESSION });

  test('refusals and the pages of errors have no accessibility fault', async ({ page }) => {
    const name = 'A reader with quite a long name';
    const { id, key } = await makeReader(name);
    await send(key, HELLO);
    await postern('key', 'disable', '--account', ADMIN.accountName, name);
    await send(key, HELLO);
    await expect(async () => {
      await page.goto(`/developer-tools/refusals?key=${id}`);
      await expect(page.getByRole('button', { name: 'Enable' })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    for (const path of [
      `/developer-tools/refusals?key=${id}`,
      '/developer-tools/refusals?address=nonsense&from=2026-11-01',
      '/docs/errors',
      '/docs/errors/unauthorized',
      '/docs/errors/idempotency_key_in_use',
    ]) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expectSound(page);
    }
  });
});
