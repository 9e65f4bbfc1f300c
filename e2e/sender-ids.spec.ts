import type { Page } from '@playwright/test';
import { approveSender } from '../lib/testing/factories';
import { addKey, createAccount } from './accounts';
import { expect, openNewKey, send, takeCredential, test } from './fixtures';
import { postern } from './installation';

const REASON = 'This is the name of a bank, not yours.';

async function request(page: Page, value: string, note = ''): Promise<void> {
  await page.getByRole('button', { name: 'Request sender ID' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Request sender ID' });
  await dialog.getByLabel('Sender ID').fill(value);
  await dialog.getByLabel('What it is for').fill(note);
  await dialog.getByRole('button', { name: 'Request', exact: true }).click();
  await expect(dialog).toBeHidden();
}

test('an account requests a sender ID, the operator approves it, and a new key sends with it', async ({
  page,
  openPage,
  account,
}) => {
  const { name } = account;
  const operator = await openPage((await createAccount({ operator: true })).admin);
  const row = page.getByRole('row', { name: /Acme/ });
  const decide = (what: string) =>
    operator.getByRole('button', { name: `${what} Acme of ${name}…` }).filter({ visible: true });

  await test.step('its administrator requests one; the field rejects one that no carrier accepts', async () => {
    await page.goto('/developer-tools/sender-ids');
    await expect(page.getByRole('heading', { name: 'No sender IDs yet' })).toBeVisible();
    await page.getByRole('button', { name: 'Request sender ID' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Request sender ID' });
    await dialog.getByLabel('Sender ID').fill('A name too long');
    await dialog.getByRole('button', { name: 'Request', exact: true }).click();
    await expect(dialog.getByText('Use a name of at most 11 characters')).toBeVisible();
    await dialog.getByLabel('Sender ID').fill('372 5555 5555');
    await expect(dialog.getByText('Number, saved as +37255555555.')).toBeVisible();
    await page.keyboard.press('Escape');
    await request(page, 'Acme', 'Our trade name');
    await expect(row.getByText('Pending')).toBeVisible();
  });

  await test.step('it cannot be a default yet', async () => {
    await page.goto('/account/sending');
    await expect(page.getByText('There is no approved sender ID yet.')).toBeVisible();
    await page.getByRole('link', { name: 'Request one' }).click();
    await row.waitFor();
  });

  await test.step('the operator finds and approves it; the account sees that without a reload', async () => {
    await operator.goto('/overview');
    await expect(operator.getByRole('link', { name: /^Operator \d\+? waiting$/ })).toBeVisible();
    await operator.goto('/operator/sender-ids?state=pending');
    await decide('Approve').click();
    await operator.getByRole('button', { name: 'Approve sender ID' }).click();
    await expect(row.getByText('Approved')).toBeVisible();
  });

  let key = '';
  await test.step('a new key has it as its default sender', async () => {
    const modal = await openNewKey(page, 'Shop');
    await modal.getByRole('button', { name: 'Environment, expiry, copying' }).click();
    await modal.getByLabel('Default sender').selectOption('Acme');
    ({ secret: key } = await takeCredential(page, modal));
    const sent = await send(key, { to: '+37255512345', text: 'Hello' });
    expect(await sent.json()).toMatchObject({ from: 'Acme' });
  });

  await test.step('it cannot be removed while it is the key’s default', async () => {
    await page.goto('/developer-tools/sender-ids');
    await page.getByRole('button', { name: 'Actions for Acme' }).filter({ visible: true }).click();
    await page.getByRole('menuitem', { name: 'Remove…' }).click();
    const dialog = page.getByRole('dialog', { name: 'This sender ID is in use' });
    await dialog.getByRole('link', { name: 'Shop' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Shop' })).toBeVisible();
  });

  await test.step('the operator withdraws it with a reason; the key’s page shows the consequence', async () => {
    await operator.goto('/operator/sender-ids?state=approved');
    await decide('Withdraw').click();
    const dialog = operator.getByRole('dialog', { name: 'Withdraw the approval?' });
    await dialog.getByRole('button', { name: 'Withdraw approval' }).click();
    await expect(dialog.getByText('Use at least 10 characters')).toBeVisible();
    await dialog.getByLabel('Reason').fill(REASON);
    await dialog.getByRole('button', { name: 'Withdraw approval' }).click();
    await expect(page.getByText('“Acme” is not approved')).toBeVisible();
    await page.getByRole('link', { name: 'See why' }).click();
    await expect(row.getByText(REASON)).toBeVisible();
  });

  await test.step('it requests again, and the command line decides as the console does', async () => {
    await page.getByRole('button', { name: 'Actions for Acme' }).filter({ visible: true }).click();
    await page.getByRole('menuitem', { name: 'Request again…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Request', exact: true }).click();
    await expect(row.getByText('Pending')).toBeVisible();
    const of = ['--account', account.id];
    expect(await postern('sender', 'list', ...of, '--state', 'pending')).toMatchObject({
      senderIds: [{ value: 'Acme', state: 'pending', accountName: name, note: 'Our trade name' }],
      after: null,
    });
    await postern('sender', 'approve', 'Acme', ...of);
    await expect(row.getByText('Approved')).toBeVisible();
    expect(await postern('sender', 'add', '372 5555 5555', ...of)).toMatchObject({
      value: '+37255555555',
      state: 'approved',
    });
    await postern('sender', 'reject', '37255555555', ...of, '--reason', REASON);
    await page.reload();
    await expect(page.getByRole('row', { name: /\+37255555555/ }).getByText(REASON)).toBeVisible();
  });
});

test('the account’s defaults show on the key’s page and apply to its messages', async ({ page, account }) => {
  await approveSender(account.admin, 'Acme');
  const created = await addKey(account, { name: 'Shop' });
  await page.goto('/account/sending');
  await page.getByLabel('Default sender').selectOption('Acme');
  await page.getByRole('radio', { name: /^Full/ }).check();
  await page.getByLabel('DLR webhook URL').fill('http://10.0.0.1/reports');
  await page.getByRole('button', { name: 'Save defaults' }).click();
  await expect(page.getByLabel('DLR webhook URL')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('DLR webhook URL').fill('');
  await page.getByRole('button', { name: 'Save defaults' }).click();
  await expect(page.getByText('It applies to messages accepted from now on.')).toBeVisible();
  const sent = await send(created.key, { to: '+37255512345', text: 'Brontë' });
  expect(await sent.json()).toMatchObject({ from: 'Acme', text: 'Bronte' });
  await page.goto(`/developer-tools/api-keys/${created.id}#sending`);
  await expect(page.getByLabel('Default sender')).toHaveText(/^Not set: the account’s default, Acme/);
  await expect(page.getByText('The account’s setting, which is Full.')).toBeVisible();
});
