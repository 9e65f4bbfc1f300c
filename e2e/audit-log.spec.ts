import fs from 'node:fs/promises';
import type { Request } from '@playwright/test';
import { expectSound, PHONE } from './sound';
import { ADMIN, ADMIN_SESSION, createKey, expect, freeName, makeMember, PORT, postern, signIn, test } from './trial';

const PASSWORD = 'nine dry otters singing';
/** Next marks a posted server action with it. */
const ACTION_HEADER = 'next-action';

test.describe('an administrator', () => {
  test.use({ storageState: ADMIN_SESSION });

  test('reads who did what, filters it, follows one key, and takes it along as CSV', async ({ page }) => {
    const name = `Audited ${Date.now()}`;
    await createKey(page, name);
    await page.getByRole('switch', { name: `${name}: enabled` }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await postern('key', 'enable', '--account', ADMIN.accountName, name);

    await page.goto('/account/audit-log');
    const rows = page.getByRole('row').filter({ hasText: name });
    await expect(rows).toHaveText([/command line.*enabled the key/, /disabled the key/, /created the key/]);

    await page.getByLabel('What').selectOption({ label: 'Disabled the key' });
    await expect(page).toHaveURL(/action=key\.disabled/);
    await expect(rows).toHaveText([/disabled the key/]);
    await page.getByLabel('Who').selectOption({ label: 'Not signed in' });
    await expect(rows).toHaveCount(0);
    await page.getByRole('link', { name: 'Clear' }).click();

    await rows.first().getByRole('link', { name }).click();
    await expect(page.getByRole('link', { name: 'Show events on anything' })).toContainText(`On ${name}`);
    await expect(page.getByRole('row')).toHaveCount(4);

    const saving = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download CSV' }).click();
    const file = await saving;
    expect(file.suggestedFilename()).toMatch(/^audit-log-\d{4}-\d\d-\d\d\.csv$/);
    const lines = (await fs.readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines.at(-1)).toContain('"key.created"');
  });

  test('finds an honest page where nothing matches', async ({ page }) => {
    await page.goto('/account/audit-log?from=2020-01-01&to=2020-01-02');
    await expect(page.getByRole('heading', { name: 'No event matches' })).toBeVisible();
    await page.getByRole('link', { name: 'Show all events' }).click();
    await expect(page).toHaveURL(/\/account\/audit-log$/);
  });

  test.describe('in every look', () => {
    test.use({ ...PHONE });
    test('sees no accessibility fault', async ({ page }) => {
      for (const path of ['/account/audit-log', '/account/audit-log?since=1h&actor=system']) {
        await page.goto(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await expectSound(page);
      }
    });
  });
});

test.describe('somebody without the right', () => {
  test.use({ expectedError: /status of 403/ });

  test('posts an action directly: 403, an audit row, nothing made', async ({ page, browser }) => {
    const email = `basic-${Date.now()}@example.com`;
    await makeMember(email, 'basic', PASSWORD);
    const admin = await browser.newContext({ storageState: ADMIN_SESSION });
    const desk = await admin.newPage();
    const posted = new Promise<Request>((resolve) => {
      desk.on('request', (request) => request.headers()[ACTION_HEADER] && resolve(request));
    });
    const name = `Stolen ${Date.now()}`;
    await createKey(desk, name);
    const request = await posted;
    await postern('key', 'delete', '--account', ADMIN.accountName, name);

    await signIn(page, { email, password: PASSWORD });
    const answer = await page.request.post(request.url(), {
      headers: {
        [ACTION_HEADER]: request.headers()[ACTION_HEADER] ?? '',
        'content-type': request.headers()['content-type'] ?? '',
        origin: `http://localhost:${PORT}`,
      },
      data: request.postDataBuffer() ?? Buffer.alloc(0),
    });
    expect(answer.status()).toBe(403);
    expect(await answer.text()).toContain('Only account administrators can do this.');
    await page.goto('/account/audit-log');
    await expect(page.getByText('Only administrators of the account read the audit log.')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Audit log' })).toHaveCount(0);
    expect((await page.request.get('/account/audit-log/csv')).status()).toBe(403);

    await desk.goto('/account/audit-log?action=access.refused');
    const rows = desk.getByRole('row').filter({ hasText: email.split('@')[0] ?? '' });
    await expect(rows).toHaveText([/audit:read/, /keys:create/]);
    await desk.goto(`/developer-tools/api-keys?search=${encodeURIComponent(name)}`);
    await expect(desk.getByText('No key matches')).toBeVisible();
    await admin.close();
    await freeName(name);
  });
});
