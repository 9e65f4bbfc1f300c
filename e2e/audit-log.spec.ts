import fs from 'node:fs/promises';
import type { Request } from '@playwright/test';
import { db } from '../lib/database/db';
import { setKeysEnabled } from '../lib/keys/commands/switch-keys';
import { commandLine } from './accounts';
import { createKey, expect, test } from './fixtures';
import { BASE_URL } from './installation';

/** Next marks a posted server action with it. */
const ACTION_HEADER = 'next-action';

test.describe('an administrator', () => {
  test('reads the audit log, filters it, by one key too, and downloads it as CSV', async ({ page, account }) => {
    const name = 'Audited';
    await createKey(page, name);
    await page.getByRole('switch', { name: `${name}: enabled` }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    const { id } = await db().apiKey.findFirstOrThrow({ where: { accountId: account.id } });
    await setKeysEnabled(commandLine(account), [id], true);

    await page.goto('/account/audit-log');
    const rows = page.getByRole('row').filter({ hasText: name });
    await expect(rows).toHaveText([/command line.*enabled the key/, /disabled the key/, /created the key/]);

    await page.getByLabel('Action').selectOption({ label: 'Disabled the key' });
    await expect(page).toHaveURL(/action=key\.disabled/);
    await expect(rows).toHaveText([/disabled the key/]);
    await page.getByLabel('Actor').selectOption({ label: 'Not signed in' });
    await expect(rows).toHaveCount(0);
    await page.getByRole('link', { name: 'Clear' }).click();

    await rows.first().getByRole('link', { name }).click();
    await expect(page.getByRole('link', { name: 'Show events on all targets' })).toContainText(`On ${name}`);
    await expect(page.getByRole('row')).toHaveCount(4);

    const saving = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download CSV' }).click();
    const file = await saving;
    expect(file.suggestedFilename()).toMatch(/^audit-log-\d{4}-\d\d-\d\d\.csv$/);
    const lines = (await fs.readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines.at(-1)).toContain('"key.created"');

    await page.goto('/account/audit-log?from=2020-01-01&to=2020-01-02');
    await expect(page.getByRole('heading', { name: 'No event matches' })).toBeVisible();
    await page.getByRole('link', { name: 'Show all events' }).click();
    await expect(page).toHaveURL(/\/account\/audit-log$/);
  });
});

test.describe('a user without the permission', () => {
  test.use({ expectedError: /status of 403/, signedInAs: 'basic' });

  test('posts an action directly: 403, an audit event, nothing created', async ({ page, openPage, account, user }) => {
    const desk = await openPage(account.admin);
    const posted = new Promise<Request>((resolve) => {
      desk.on('request', (request) => request.headers()[ACTION_HEADER] && resolve(request));
    });
    await createKey(desk, 'Replayed');
    const request = await posted;
    await db().apiKey.deleteMany({ where: { accountId: account.id } });

    const answer = await page.request.post(request.url(), {
      headers: {
        [ACTION_HEADER]: request.headers()[ACTION_HEADER] ?? '',
        'content-type': request.headers()['content-type'] ?? '',
        origin: BASE_URL,
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
    const rows = desk.getByRole('row').filter({ hasText: user.username });
    await expect(rows).toHaveText([/audit:read/, /keys:create/]);
    expect(await db().apiKey.count({ where: { accountId: account.id } })).toBe(0);
  });
});
