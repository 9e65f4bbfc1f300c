import type { Page } from '@playwright/test';
import { addKeys } from './accounts';
import { expect, pressUntil, send, test } from './fixtures';

const LIST = '/developer-tools/api-keys';

async function openList(page: Page, query = ''): Promise<void> {
  await page.goto(`${LIST}${query}`);
  await page.getByRole('heading', { name: 'API Keys' }).waitFor();
  await expect(page.locator('html[data-live=open]')).toBeAttached();
}

test('search, filters, sort order and page are part of the address', async ({ page, account }) => {
  await addKeys(account, 'Depot', 23);
  await openList(page);
  const rows = page.getByRole('row', { name: /Depot/ });
  const records = page
    .getByRole('table')
    .locator('..')
    .getByText(/^Page /);

  await test.step('the search starts after a pause in typing and is one history entry', async () => {
    const search = page.getByLabel('Search keys');
    await pressUntil(page, '/', search);
    await search.fill('depo');
    await page.keyboard.type('t');
    await expect(page).toHaveURL(/\?search=depot$/);
    await expect(records).toHaveText(
      'Page 1 of 2, showing 20 records out of 23 total, starting on record 1, ending on 20',
    );
  });

  await test.step('column heads sort, and reverse the order on the second click', async () => {
    const head = page.getByRole('columnheader', { name: 'Key name' });
    await head.getByRole('link').click();
    await expect(head).toHaveAttribute('aria-sort', 'ascending');
    await expect(rows.first()).toContainText('Depot 01');
    await head.getByRole('link').click();
    await expect(head).toHaveAttribute('aria-sort', 'descending');
    await expect(rows.first()).toContainText('Depot 23');
  });

  await test.step('the next and the previous page', async () => {
    await page.getByRole('link', { name: 'Next' }).click();
    await expect(page).toHaveURL(/page=2/);
    await expect(records).toHaveText(
      'Page 2 of 2, showing 3 records out of 23 total, starting on record 21, ending on 23',
    );
    await expect(rows.last()).toContainText('Depot 01');
    await page.getByLabel('Rows').filter({ visible: true }).selectOption('50');
    await expect(records).toHaveText(
      'Page 1 of 1, showing 23 records out of 23 total, starting on record 1, ending on 23',
    );
  });

  await test.step('the back button returns through the same views', async () => {
    await page.goBack();
    await expect(page).toHaveURL(/page=2/);
    await expect(rows).toHaveCount(3);
    await page.goBack();
    await page.goBack();
    await page.goBack();
    await expect(page).toHaveURL(/\?search=depot$/);
    await page.goBack();
    await expect(page).toHaveURL(new RegExp(`${LIST}$`));
    await expect(page.getByLabel('Search keys')).toHaveValue('');
    await page.goForward();
    await expect(page.getByLabel('Search keys')).toHaveValue('depot');
  });

  await test.step('filter chips are set and cleared one by one', async () => {
    await page.getByRole('button', { name: 'Kind', exact: true }).click();
    await page.getByRole('menuitemradio', { name: 'HMAC' }).click();
    await expect(page).toHaveURL(/type=hmac/);
    await expect(page.getByRole('heading', { name: 'No key matches' })).toBeVisible();
    await expect(
      page.getByText('Page 0 of 1, showing 0 records out of 0 total, starting on record 0, ending on 0'),
    ).toBeVisible();
    await page.getByRole('link', { name: 'Clear Kind' }).click();
    await expect(rows).toHaveCount(20);
    await page.getByRole('button', { name: 'Status', exact: true }).click();
    await page.getByRole('menuitemradio', { name: 'Disabled' }).click();
    await expect(page.getByRole('heading', { name: 'No key matches' })).toBeVisible();
    await page.getByRole('link', { name: 'Show all keys' }).click();
    await expect(page).toHaveURL(new RegExp(`${LIST}$`));
    await expect(page.getByLabel('Search keys')).toHaveValue('');
  });
});

test('an address with invalid parameters shows the list', async ({ page, account }) => {
  await addKeys(account, 'Any', 1);
  for (const query of [
    '?sort=secret&direction=up&page=-1&pageSize=7',
    '?type=auth&type=hmac',
    '?page=999999&status=x',
  ]) {
    const response = await page.request.get(`${LIST}${query}`);
    expect(response.status()).toBe(200);
    expect(await response.text()).toMatch(/showing \d+ records? out of/);
  }
});

test('the choice of columns is stored, and the server renders it', async ({ page, account }) => {
  await addKeys(account, 'Column', 1);
  await openList(page);
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'IP restriction' }).click();
  await expect(page.getByRole('columnheader', { name: 'IP restriction' })).toBeHidden();
  const html = await (await page.request.get(LIST)).text();
  expect(html).not.toContain('>IP restriction<');
  await page.reload();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'IP restriction' }).click();
  await expect(page.getByRole('columnheader', { name: 'IP restriction' })).toBeVisible();
});

test('several keys are disabled together, enabled by undo, and deleted after a confirmation', async ({
  page,
  account,
}) => {
  const [first] = await addKeys(account, 'Bulk', 4);
  await openList(page, '?search=Bulk&sort=name&direction=asc');
  const sms = { to: '+37255512345', text: 'Hello' };
  expect((await send(first ?? '', sms)).status).toBe(202);

  await page.getByRole('checkbox', { name: 'Select Bulk 01' }).click();
  await page.getByRole('checkbox', { name: 'Select Bulk 03' }).click({ modifiers: ['Shift'] });
  const bar = page.getByRole('region', { name: 'Selected keys' });
  await expect(bar.getByText('3 selected')).toBeVisible();
  await bar.getByRole('button', { name: 'Disable' }).click();
  await expect(page.getByText('3 keys disabled')).toBeVisible();
  for (const name of ['Bulk 01', 'Bulk 02', 'Bulk 03']) {
    await expect(page.getByRole('switch', { name: `${name}: enabled` })).not.toBeChecked();
  }
  expect((await send(first ?? '', sms)).status).toBe(401);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('switch', { name: 'Bulk 01: enabled' })).toBeChecked();
  expect((await send(first ?? '', sms)).status).toBe(202);

  await bar.getByRole('button', { name: 'Select all 4' }).click();
  await bar.getByRole('button', { name: 'Delete…' }).click();
  const question = page.getByRole('dialog', { name: 'Delete 4 keys?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('row', { name: /Bulk 0/ })).toHaveCount(4);
  await bar.getByRole('button', { name: 'Delete…' }).click();
  await question.getByRole('button', { name: 'Delete 4 keys' }).click();
  await expect(page.getByRole('heading', { name: 'No key matches' })).toBeVisible();
  await expect(bar).toBeHidden();
  expect((await send(first ?? '', sms)).status).toBe(401);

  await openList(page, '?search=Bulk&status=deleted');
  const deleted = page.getByRole('row', { name: /Bulk 01/ });
  await expect(deleted).toContainText('Deleted');
  await expect(deleted.getByRole('button', { name: /Copy|Actions/ })).toHaveCount(0);
  await expect(deleted.getByRole('checkbox')).toHaveCount(0);
  await expect(deleted.getByRole('switch')).toHaveCount(0);
});

test('undo enables only the keys that were enabled before', async ({ page, account }) => {
  await addKeys(account, 'Mixed', 2);
  await openList(page, '?search=Mixed');
  await page.getByRole('switch', { name: 'Mixed 01: enabled' }).click();
  await expect(page.getByText('“Mixed 01” is refused from now on.')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Select all keys on this page' }).click();
  await page.getByRole('region', { name: 'Selected keys' }).getByRole('button', { name: 'Disable' }).click();
  const toast = page.getByRole('listitem').filter({ hasText: '2 keys disabled' });
  await toast.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('switch', { name: 'Mixed 02: enabled' })).toBeChecked();
  await expect(page.getByRole('switch', { name: 'Mixed 01: enabled' })).not.toBeChecked();
});

test('the keyboard moves through the rows', async ({ page, account }) => {
  await addKeys(account, 'Keyboard', 3);
  await openList(page, '?search=Keyboard&sort=name&direction=asc');
  await pressUntil(page, 'k', page.getByRole('link', { name: /^Keyboard 0/ }).and(page.locator(':focus')));
  await page.getByRole('link', { name: 'Keyboard 01' }).focus();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(page.getByRole('checkbox', { name: 'Select Keyboard 02' })).toBeChecked();
  await page.keyboard.press('k');
  await expect(page.getByRole('link', { name: 'Keyboard 01' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('checkbox', { name: 'Select Keyboard 02' })).not.toBeChecked();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('on a phone the cards have the same actions', async ({ page, account }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await addKeys(account, 'Phone', 2);
  await openList(page, '?search=Phone');
  await expect(page.getByRole('table')).toBeHidden();
  await page.getByRole('checkbox', { name: 'Select Phone 01' }).click();
  await page.getByRole('region', { name: 'Selected keys' }).getByRole('button', { name: 'Disable' }).click();
  await expect(page.getByRole('switch', { name: 'Phone 01: enabled' })).not.toBeChecked();
  await page.getByLabel('Sort by').selectOption('Name A–Z');
  await expect(page).toHaveURL(/sort=name&direction=asc/);
});

test.describe('an advanced user', () => {
  test.use({ signedInAs: 'advanced' });

  test('searches and copies, and changes nothing', async ({ page, account }) => {
    await addKeys(account, 'Read only', 1);
    await openList(page, '?search=Read+only');
    const row = page.getByRole('row', { name: /Read only 01/ });
    await expect(page.getByText('Only administrators of the account create, disable and delete them.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'New API Key' })).toBeHidden();
    await expect(row.getByRole('switch')).toBeDisabled();
    await expect(page.getByRole('checkbox')).toHaveCount(0);
    await row.getByRole('button', { name: 'Actions for Read only 01' }).click();
    await expect(page.getByRole('menuitem', { name: 'Open' })).toBeVisible();
    for (const name of ['Rotate…', 'Disable', 'Delete…'])
      await expect(page.getByRole('menuitem', { name })).toBeHidden();
    await page.getByRole('menuitem', { name: 'Copy', exact: true }).click();
    await expect(page.getByText('The key of “Read only 01”.')).toBeVisible();
    await row.getByRole('button', { name: 'Copy the key of Read only 01' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
  });
});
