import fs from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { addKey, createUser } from './accounts';
import { expect, send, test } from './fixtures';

async function add(page: Page, search: string, replacement: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Add an entry' });
  await form.getByLabel('Search').fill(search);
  await form.getByLabel('Replacement').fill(replacement);
  await form.getByRole('button', { name: 'Add' }).click();
}

const csv = (text: string) => ({ name: 'table.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
const entry = (page: Page, search: string) =>
  page.getByRole('list', { name: 'Entries' }).getByRole('listitem').filter({ hasText: search });

test('an administrator fills the table, sees its effect, imports, exports, and sends with it', async ({
  page,
  openPage,
  account,
}) => {
  await page.goto('/developer-tools/auto-replace');
  const tryIt = page.getByRole('region', { name: 'Try it' });

  await test.step('a new account replaces nothing until it loads the default table; the preview updates at once', async () => {
    await expect(page.getByRole('heading', { name: 'Your table' })).toBeVisible();
    await expect(page.getByText('It is empty, so mode On replaces nothing.')).toBeVisible();
    // On a busy machine a page is visible some time before its scripts run.
    await expect(async () => {
      await tryIt.getByLabel('Text to try').fill('\u200b');
      await expect(tryIt.getByText('Nothing visible is left: this message is refused.')).toBeVisible({
        timeout: 2_000,
      });
    }).toPass();
    await tryIt.getByLabel('Text to try').fill('Žanna – ok');
    await expect(tryIt.getByText('Nothing is replaced.')).toBeVisible();
    await page.getByRole('button', { name: 'Load the default table' }).click();
    await expect(page.getByText('Default table loaded')).toBeVisible();
    await expect(tryIt.getByText('Žanna - ok', { exact: true })).toBeVisible();
    await expect(tryIt.getByRole('status')).toContainText(
      '1 segment · UCS-2 · 10 characters · 60 left in this segment',
    );
    await add(page, 'Ž', 'Zh');
    await expect(tryIt.getByText('Zhanna - ok', { exact: true })).toBeVisible();
    await expect(tryIt.getByRole('status')).toContainText(
      '1 segment · GSM-7 · 11 characters · 149 left in this segment',
    );
    await add(page, 'Ž', 'Z');
    await expect(page.getByText('Another entry has this search text already. Change that one.')).toBeVisible();
    await add(page, '', '');
    await expect(page.getByText('Enter the character or word to replace.')).toBeVisible();
  });

  await test.step('full inserts the closest characters, and lists those without one', async () => {
    await tryIt.getByRole('radio', { name: /^Full/ }).check();
    await tryIt.getByLabel('Text to try').fill('Łódź, Žanna ا');
    await expect(tryIt.getByText('Lodz, Zhanna ا', { exact: true })).toBeVisible();
    await expect(tryIt.getByText('No similar character in GSM-7')).toContainText('ا');
    await tryIt.getByRole('radio', { name: /^Off/ }).check();
    await expect(tryIt.getByText('Nothing is replaced.')).toBeVisible();
  });

  await test.step('an entry is changed in its row, deleted, and restored', async () => {
    await page.getByRole('button', { name: 'Change Ž' }).click();
    const form = page.getByRole('form', { name: 'Change Ž' });
    await expect(form.getByLabel('Search')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(form).toHaveCount(0);
    await page.getByRole('button', { name: 'Change Ž' }).click();
    await form.getByLabel('Replacement').fill('Z');
    await page.keyboard.press('Enter');
    await expect(form).toHaveCount(0);
    await expect(entry(page, 'Ž')).toHaveText(/Z$/);
    await page.getByRole('button', { name: 'Delete Ž' }).click();
    await expect(entry(page, 'Ž')).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(entry(page, 'Ž')).toHaveCount(1);
  });

  await test.step('a file with an invalid line changes nothing; corrected, it is imported', async () => {
    await page.getByRole('button', { name: 'Import CSV…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import a table' });
    await dialog.getByLabel('File', { exact: true }).setInputFiles(csv('search,replacement\nstreet,St.\nš;s\n'));
    await expect(dialog.getByText('Line 3: Separate the two values with a comma, not a semicolon.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Import' }).click();
    await expect(dialog.getByText('1 line is invalid. Fix the invalid lines, then import again.')).toBeVisible();
    await dialog
      .getByLabel('File', { exact: true })
      .setInputFiles({ ...csv(''), buffer: Buffer.from([0x9e, 0x2c, 0x7a]) });
    await expect(dialog.getByText('The file is not in UTF-8.')).toBeVisible();
    await dialog
      .getByLabel('File', { exact: true })
      .setInputFiles(csv('\ufeffsearch,replacement\r\nstreet,St.\r\nš,s\r\n'));
    await expect(dialog.getByText('2 entries to import.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Import' }).click();
    await expect(page.getByText('2 added, 0 updated, 0 removed.')).toBeVisible();
    await expect(entry(page, 'street')).toHaveCount(1);
  });

  await test.step('the download contains the whole table and can be imported again', async () => {
    const saving = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download CSV' }).click();
    const file = await saving;
    expect(file.suggestedFilename()).toMatch(/^auto-replace-\d{4}-\d\d-\d\d\.csv$/);
    const lines = (await fs.readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
    expect(lines).toEqual(expect.arrayContaining(['search,replacement', '"street","St."', '"Ž","Z"', '"„",""""']));
  });

  await test.step('a message with auto-replace on has the replaced text', async () => {
    const { key } = await addKey(account, { name: 'Shop' });
    const sent = await send(key, { to: '+37255512345', text: 'Žanna, Pikk street 5…', auto_replace: 'on' });
    expect(await sent.json()).toMatchObject({ text: 'Zanna, Pikk St. 5...', encoding: 'gsm7', segments: 1 });
    await page.goto('/messages');
    await expect(page.getByRole('row').filter({ hasText: 'Zanna, Pikk St. 5...' })).toBeVisible();
  });

  await test.step('a basic user sees the table and can try it, but not change it', async () => {
    const other = await openPage(await createUser(account, 'basic'));
    await other.goto('/developer-tools/auto-replace');
    await expect(entry(other, 'street')).toBeVisible();
    await expect(other.getByRole('form', { name: 'Add an entry' })).toHaveCount(0);
    await expect(other.getByRole('button', { name: /Import|Restore|Change|Delete/ })).toHaveCount(0);
  });

  await test.step('the defaults are restored after a confirmation', async () => {
    await page.goto('/developer-tools/auto-replace');
    await page.getByRole('button', { name: 'Restore defaults…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Restore defaults' }).click();
    await expect(page.getByText('Defaults restored')).toBeVisible();
    await expect(entry(page, 'street')).toHaveCount(0);
    await page.goto('/account/audit-log');
    // The other event is the first load of the default table.
    await expect(page.getByRole('row').filter({ hasText: 'restored the default auto-replace table' })).toHaveCount(2);
  });
});
