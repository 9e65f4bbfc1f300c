import type { Page } from '@playwright/test';
import { approveSender } from '../lib/testing/factories';
import { addKey, createAccount, type TestAccount } from './accounts';
import { expect, send, test } from './fixtures';
import { BASE_URL } from './installation';

const HELLO = { to: '+37255512345', text: 'Hello' };

/** Creates a key of the account and opens its page. */
async function openKey(page: Page, account: TestAccount, name: string): Promise<{ id: string; key: string }> {
  const created = await addKey(account, { name });
  await page.goto(`/developer-tools/api-keys/${created.id}`);
  await page.getByRole('heading', { level: 1, name }).waitFor();
  return created;
}

const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const code = async (answer: Promise<Response>) => ((await (await answer).json()) as { code?: string }).code;

test('restrict by a list, fix the refusal, and the next request is accepted', async ({ page, account }) => {
  const { key } = await openKey(page, account, 'Restricted');
  const restriction = section(page, 'IP restriction');
  await restriction.getByRole('switch', { name: 'Restrict by address' }).click();
  const list = restriction.getByLabel('Allowed addresses');
  await list.fill('010.0.0.1/8\n123.123.123.1/24');
  await expect(restriction.getByText('Line 1, “010.0.0.1/8”: Write IPv4 addresses')).toBeVisible();
  await expect(restriction.getByText('123.123.123.0/24')).toBeVisible();
  await restriction.getByRole('button', { name: 'Save restriction' }).click();
  await expect(list).toHaveAttribute('aria-invalid', 'true');
  expect((await send(key, HELLO)).status).toBe(202);

  await list.fill('203.0.113.0/24');
  await expect(restriction.getByText('Your own address, 127.0.0.1, would be refused.')).toBeVisible();
  await restriction.getByRole('button', { name: 'Save restriction' }).click();
  await expect(page.getByText('It applies from the next request on.')).toBeVisible();
  expect(await code(send(key, HELLO))).toBe('ip_not_allowed');

  await restriction.getByLabel('Would this address be allowed?').fill('203.0.113.9');
  await restriction.getByRole('button', { name: 'Test' }).click();
  await expect(restriction.getByText('203.0.113.9 is allowed. 203.0.113.0/24 is in the allow-list.')).toBeVisible();

  // The refusal appears without a reload.
  const refusals = section(page, 'Refusals');
  await refusals.getByRole('button', { name: 'Add this address' }).click();
  await expect(page.getByText('127.0.0.1 is allowed from now on.')).toBeVisible();
  await expect(refusals.getByText('Resolved')).toBeVisible();
  await expect(list).toHaveValue('203.0.113.0/24\n127.0.0.1');
  expect((await send(key, HELLO)).status).toBe(202);
  await expect(section(page, 'History').getByText('added to the IP list')).toBeVisible();
});

test('an empty allow-list needs a confirmation; 0.0.0.0/0 is labeled as anyone', async ({ page, account }) => {
  const { key } = await openKey(page, account, 'Shut');
  const restriction = section(page, 'IP restriction');
  await restriction.getByRole('switch', { name: 'Restrict by address' }).click();
  await restriction.getByRole('button', { name: 'Save restriction' }).click();
  const question = page.getByRole('dialog', { name: 'Refuse all requests?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  expect((await send(key, HELLO)).status).toBe(202);
  await restriction.getByRole('button', { name: 'Save restriction' }).click();
  await question.getByRole('button', { name: 'Save the empty list' }).click();
  await expect(question).toBeHidden();
  // The button's label changes while the save is under way; the API's answer shows when it is done.
  await expect.poll(async () => (await send(key, HELLO)).status).toBe(403);
  await restriction.getByLabel('Allowed addresses').fill('0.0.0.0/0');
  await expect(restriction.getByText('0.0.0.0/0 matches every IPv4 and IPv6 address')).toBeVisible();
  await restriction.getByRole('button', { name: 'Save restriction' }).click();
  await expect(restriction.getByRole('button', { name: 'Save restriction' })).toBeHidden();
  await expect.poll(async () => (await send(key, HELLO)).status).toBe(202);
});

test('a key locks on its first address until it is reset', async ({ page, account }) => {
  const { key } = await openKey(page, account, 'Locking');
  const restriction = section(page, 'IP restriction');
  await restriction.getByRole('switch', { name: 'Restrict by address' }).click();
  await restriction.getByRole('radio', { name: /^Lock on first IP/ }).check();
  await restriction.getByRole('button', { name: 'Save restriction' }).click();
  await expect(restriction.getByText('Not locked yet')).toBeVisible();
  expect((await send(key, HELLO)).status).toBe(202);
  await expect(restriction.getByText('Locked on 127.0.0.1')).toBeVisible();
  await restriction.getByRole('button', { name: 'Reset lock…' }).click();
  await page.getByRole('button', { name: 'Reset lock', exact: true }).click();
  await expect(restriction.getByText('Not locked yet')).toBeVisible();
});

test('the key’s sender and auto-replace apply when the request has none', async ({ page, account }) => {
  await approveSender(account.admin, 'Northwind');
  const { key } = await openKey(page, account, 'Sending settings');
  const sending = section(page, 'Sending');
  await expect(sending.getByText('Not set here nor on the account: no delivery reports.')).toBeVisible();
  await sending.getByLabel('Default sender').selectOption('Northwind');
  await sending.getByLabel('DLR webhook URL').fill('http://10.0.0.1/reports');
  await sending.getByRole('radio', { name: /^Full/ }).check();
  await sending.getByRole('button', { name: 'Try it on a text' }).click();
  await sending.getByLabel('Text to try').fill('Žanna’s “parcel”');
  await expect(sending.getByText('Zanna\'s "parcel"')).toBeVisible();
  await sending.getByRole('button', { name: 'Save sending' }).click();
  await expect(sending.getByLabel('DLR webhook URL')).toHaveAttribute('aria-invalid', 'true');
  await sending.getByLabel('DLR webhook URL').fill('');
  await sending.getByRole('button', { name: 'Save sending' }).click();
  await expect(page.getByText('It applies to messages accepted from now on.')).toBeVisible();
  const sent = await (await send(key, { to: '+37255512345', text: 'Žanna’s “parcel”' })).json();
  expect(sent).toMatchObject({ from: 'Northwind', text: 'Zanna\'s "parcel"', encoding: 'gsm7' });
  await sending.getByRole('button', { name: 'Copy webhook secret' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^whsec_/);
});

test('a rotation overlaps, counts requests with the old secret, and can be ended', async ({ page, account }) => {
  const { key: old } = await openKey(page, account, 'Rotating');
  const rotation = section(page, 'Rotation');
  await rotation.getByRole('button', { name: 'Rotate' }).click();
  const dialog = page.getByRole('dialog', { name: 'Rotate this key' });
  await dialog.getByRole('radio', { name: /^Another time/ }).check();
  await dialog.getByLabel('Duration').fill('100');
  await dialog.getByLabel('Unit').selectOption('days');
  await dialog.getByRole('button', { name: 'Rotate key' }).click();
  await expect(dialog.getByText('Choose at most 90 days.')).toBeVisible();
  await dialog.getByRole('radio', { name: /^1 hour/ }).check();
  await dialog.getByRole('button', { name: 'Rotate key' }).click();
  const fresh = (await page.getByTestId('revealed-key').textContent()) ?? '';
  await page.getByRole('dialog').getByRole('button', { name: 'Copy' }).click();
  await page.getByRole('button', { name: 'Ok' }).click();
  expect(fresh).not.toBe(old);
  expect((await send(fresh, HELLO)).status).toBe(202);
  expect((await send(old, HELLO)).status).toBe(202);
  expect((await send(old, HELLO)).status).toBe(202);
  await expect(rotation.getByText('Uses of the old secret2')).toBeVisible();

  await rotation.getByRole('button', { name: 'Extend…' }).click();
  const extend = page.getByRole('dialog', { name: 'Move the end of the old secret' });
  await extend.getByRole('button', { name: '+7 days' }).click();
  await extend.getByRole('button', { name: 'Save' }).click();
  await expect(rotation.getByText('the old secret ends in 7 days')).toBeVisible();

  await rotation.getByRole('button', { name: 'End now' }).click();
  await page.getByRole('button', { name: 'End old secret' }).click();
  await expect(rotation.getByText('No rotation is in progress.')).toBeVisible();
  expect((await send(old, HELLO)).status).toBe(401);
  expect((await send(fresh, HELLO)).status).toBe(202);
});

test('scopes, expiry and the key in the URL, each fixed from its refusal', async ({ page, account }) => {
  const { key } = await openKey(page, account, 'Access');
  const access = section(page, 'Access');
  await access.getByRole('checkbox', { name: /^sms:send/ }).uncheck();
  await access.getByRole('button', { name: 'Save scopes' }).click();
  await expect(page.getByText('They apply from the next request on.')).toBeVisible();
  expect(await code(send(key, HELLO))).toBe('missing_scope');
  const refusals = section(page, 'Refusals');
  await refusals.getByRole('button', { name: 'Add sms:send…' }).click();
  await page.getByRole('button', { name: 'Add sms:send', exact: true }).click();
  await expect(access.getByRole('checkbox', { name: /^sms:send/ })).toBeChecked();
  expect((await send(key, HELLO)).status).toBe(202);

  const inQuery = () =>
    fetch(`${BASE_URL}/api/sms?AUTH_KEY=${key}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(HELLO),
    });
  expect(await code(inQuery())).toBe('query_key_not_allowed');
  await refusals.getByRole('button', { name: 'Allow in URLs…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Allow in URLs' }).click();
  await expect(access.getByRole('checkbox', { name: /^Allow in the URL/ })).toBeChecked();
  expect((await inQuery()).headers.get('deprecation')).not.toBeNull();

  await access.getByLabel('Expires').fill('2020-01-01T00:00');
  await access.getByRole('button', { name: 'Save expiry' }).click();
  await expect(access.getByText('Choose a time in the future.')).toBeVisible();
  await access.getByRole('button', { name: '30 days' }).click();
  await access.getByRole('button', { name: 'Save expiry' }).click();
  await expect(page.getByText('Expiry saved')).toBeVisible();
  await access.getByRole('button', { name: 'Never' }).click();
  await expect(access.getByRole('button', { name: 'Save expiry' })).toBeVisible();
  await access.getByRole('button', { name: 'Discard' }).click();
  await expect(access.getByLabel('Expires')).not.toHaveValue('');
});

test('leaving unsaved changes needs a confirmation', async ({ page, account }) => {
  const { id } = await openKey(page, account, 'Unsaved');
  await expect(page.locator('html[data-live=open]')).toBeAttached();
  await page.getByLabel('DLR webhook URL').fill('https://example.com/reports');
  await section(page, 'Sending').getByRole('button', { name: /^Save/ }).waitFor();
  const overview = page.getByRole('link', { name: 'Overview' }).filter({ visible: true });
  const dialogShown = page.waitForEvent('dialog');
  const clicked = overview.click();
  await (await dialogShown).dismiss();
  await clicked;
  await expect(page).toHaveURL(new RegExp(id));
  page.once('dialog', (dialog) => dialog.accept());
  await overview.click();
  await expect(page).toHaveURL(/overview$/);
});

test('rename, then delete by the typed name', async ({ page, account }) => {
  const { key, id } = await openKey(page, account, 'Original');
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByLabel('Key Name').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Enter a name for the key.')).toBeVisible();
  await page.getByLabel('Key Name').fill('After');
  await page.getByLabel('Key Description').fill('Renamed by a test');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'After' })).toBeVisible();
  await expect(page.getByRole('main').getByText('Renamed by a test').first()).toBeVisible();
  await section(page, 'Delete this key').getByRole('button', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete this key?' });
  await dialog.getByRole('textbox').fill('Original');
  await expect(dialog.getByRole('button', { name: 'Delete key' })).toBeDisabled();
  await dialog.getByRole('textbox').fill('After');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/developer-tools\/api-keys$/);
  await expect(page.getByText('“After” is refused from now on.')).toBeVisible();
  expect((await send(key, HELLO)).status).toBe(401);
  expect((await page.request.get(`/developer-tools/api-keys/${id}`)).status()).toBe(404);
});

test('another account’s key is not found', async ({ page }) => {
  const { id } = await addKey(await createAccount(), { name: 'Theirs' });
  for (const unknown of [id, '01900000-0000-7000-8000-000000000000', 'x']) {
    expect((await page.request.get(`/developer-tools/api-keys/${unknown}`)).status()).toBe(404);
  }
});

test.describe('a member who is not an administrator', () => {
  test.use({ signedInAs: 'advanced' });

  test('sees the page, copies, and changes nothing', async ({ page, account }) => {
    const { key } = await openKey(page, account, 'Looked at');
    await expect(page.getByText('Only administrators of the account change them.')).toBeVisible();
    await expect(page.getByRole('button', { name: /Rotate|Rename|Delete|Save/ })).toHaveCount(0);
    await expect(page.getByRole('heading', { name: 'History' })).toHaveCount(0);
    await expect(page.getByRole('switch', { name: 'Restrict by address' })).toBeDisabled();
    await expect(page.getByLabel('Default sender')).toBeDisabled();
    await page.getByRole('button', { name: 'Copy the key of Looked at' }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  });
});
