import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { createAccount, PASSWORD } from './accounts';
import { expect, test } from './fixtures';
import { postern } from './installation';

/** An e-mail address that no user has. */
const newAddress = (name: string) => `${name}.${randomUUID().slice(0, 8)}@example.com`;

/** Invites a member in the console. Returns the link that is shown once. */
async function invite(page: Page, email: string, role: string): Promise<string> {
  await page.goto('/account/members');
  await page.getByRole('button', { name: 'Invite member' }).click();
  const form = page.getByRole('dialog', { name: 'Invite member' });
  await form.getByLabel('E-mail address').fill(email);
  await form.getByLabel('Role').selectOption({ label: role });
  await form.getByRole('button', { name: 'Create invitation link' }).click();
  const link = (await page.getByTestId('one-time-link').textContent()) ?? '';
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await page.getByRole('button', { name: 'Done' }).click();
  return link;
}

const rowOf = (page: Page, email: string) => page.getByRole('row').filter({ hasText: email });

async function choose(page: Page, email: string, item: string): Promise<void> {
  await rowOf(page, email)
    .getByRole('button', { name: /^Actions for/ })
    .click();
  await page.getByRole('menuitem', { name: item }).click();
}

test.describe('an administrator', () => {
  test('invites, promotes and removes; each applies to the other user’s next page', async ({
    page,
    openPage,
    account,
  }) => {
    const email = newAddress('leo.kask');
    const link = await invite(page, email, 'Advanced user');
    expect(await page.content()).not.toContain(link);
    await expect(page.getByRole('listitem').filter({ hasText: email })).toContainText('Advanced user');

    const second = await openPage(null);
    await test.step('the link alone sets no password: an operator confirms the address first', async () => {
      await second.goto(link);
      await expect(second.getByText('its operator must confirm your address first', { exact: false })).toBeVisible();
      expect(second.url()).not.toContain('token');
      await expect(second.getByLabel('Choose a password')).toHaveCount(0);
    });
    await test.step('the invited user chooses a password and is signed in', async () => {
      const { url } = (await postern('user', 'confirm-invitation', email)) as { url: string };
      await second.goto(url);
      await expect(second.getByRole('heading', { name: `Join ${account.name}` })).toBeVisible();
      await second.getByLabel('Choose a password').fill('short');
      await second.getByRole('button', { name: 'Join' }).click();
      await expect(second.getByText('Use at least 12 characters.')).toBeVisible();
      await second.getByLabel('Choose a password').fill(PASSWORD);
      await second.getByRole('button', { name: 'Join' }).click();
      await second.waitForURL('**/overview');
    });
    await test.step('sees keys and members, and can change neither', async () => {
      await second.goto('/developer-tools/api-keys');
      await expect(second.getByRole('heading', { name: 'API Keys' })).toBeVisible();
      await expect(second.getByRole('button', { name: 'New API Key' })).toHaveCount(0);
      await second.goto('/account/members');
      await expect(rowOf(second, email)).toContainText('you');
      await expect(second.getByRole('button', { name: 'Invite member' })).toHaveCount(0);
      await expect(second.getByRole('button', { name: /^Actions for/ })).toHaveCount(1);
    });
    await test.step('the first link no longer works', async () => {
      await second.goto(link);
      await expect(second.getByRole('heading', { name: 'This link is not valid' })).toBeVisible();
    });
    await test.step('promoted: the next page offers new keys', async () => {
      await page.goto(`/account/members?search=${email}`);
      await choose(page, email, 'Make Administrator');
      await expect(rowOf(page, email)).toContainText('Administrator');
      await second.goto('/developer-tools/api-keys');
      await expect(second.getByRole('button', { name: 'New API Key' }).first()).toBeVisible();
    });
    await test.step('removed: the next request is signed out', async () => {
      await choose(page, email, 'Remove…');
      await page.getByRole('button', { name: 'Remove member' }).click();
      await expect(page.getByRole('heading', { name: 'No member matches' })).toBeVisible();
      await second.goto('/overview');
      await expect(second).toHaveURL(/\/sign-in/);
    });
  });

  test('cannot invite a member again, nor leave as the only one', async ({ page, user }) => {
    await page.goto('/account/members');
    await page.getByRole('button', { name: 'Invite member' }).click();
    await page.getByLabel('E-mail address').fill(user.email);
    await page.getByRole('button', { name: 'Create invitation link' }).click();
    await expect(page.getByText('This user is a member of the account already.')).toBeVisible();
    await page.keyboard.press('Escape');
    await page.goto(`/account/members?search=${user.email}`);
    await choose(page, user.email, 'Leave account…');
    await page.getByRole('button', { name: 'Leave account' }).click();
    await expect(
      page.getByText('is the only administrator. Make another member an administrator first.'),
    ).toBeVisible();
  });

  test('revokes an invitation; its link explains that', async ({ page, openPage }) => {
    const email = newAddress('revoked');
    const link = await invite(page, email, 'Basic user');
    await page.getByRole('button', { name: `Revoke the invitation of ${email}` }).click();
    await page.getByRole('button', { name: 'Revoke invitation' }).click();
    await expect(page.getByText(`The link for ${email} no longer works.`)).toBeVisible();
    const second = await openPage(null);
    await second.goto(link);
    await expect(second.getByRole('heading', { name: 'This link is not valid' })).toBeVisible();
  });
});

test('a user of two accounts joins signed in as the right user, and switches back', async ({
  page,
  openPage,
  account,
  user,
}) => {
  const { name, admin } = await createAccount({ name: `Harbour ${randomUUID()}` });
  const inviting = await openPage(user);
  const link = await invite(inviting, admin.email, 'Basic user');

  await page.goto(link);
  await expect(page.getByText(`You are signed in as ${user.email}.`)).toBeVisible();
  await page.getByRole('button', { name: 'Sign out to accept it' }).click();
  await page.getByRole('link', { name: 'Sign in to join' }).click();
  await page.getByLabel('E-mail address').fill(admin.email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: `Join ${account.name}` }).click();
  await page.waitForURL('**/overview');

  const otherTab = await page.context().newPage();
  await otherTab.goto('/messages');
  await otherTab.getByRole('banner').getByText(account.name).waitFor();
  const menu = page.getByRole('button', { name: /^User menu/ });
  await menu.click();
  await expect(page.getByText(`Basic user of ${account.name}`)).toBeVisible();
  await page.getByRole('menuitem', { name: `Switch to ${name}` }).click();
  await expect(page.getByRole('banner').getByText(name)).toBeVisible();
  await expect(otherTab.getByRole('banner').getByText(name)).toBeVisible();
  await page.goto('/account/members');
  await expect(page.getByText(`The members of ${name}`)).toBeVisible();
  await expect(page.getByText(user.email)).toHaveCount(0);
});
