import { randomUUID } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import { PASSWORD } from './accounts';
import { expect, signIn, test } from './fixtures';
import { setUpTwoFactor } from './two-factor';

const NEW_PASSWORD = 'eleven calm harbours';

test.use({ signedInAs: 'operator' });

const newAddress = (name: string) => `${name}-${randomUUID().slice(0, 8)}@example.com`;

/** The row, or under 640 px the card, of the user with this address. */
const placeOf = (page: Page, email: string): Locator =>
  page.locator('tr, main li').filter({ hasText: email, visible: true });

async function choose(page: Page, email: string, item: string): Promise<void> {
  await placeOf(page, email)
    .getByRole('button', { name: /^Actions for/ })
    .click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** The link of the open dialog, which stays until "Done". */
async function takeLink(page: Page): Promise<string> {
  const shown = page.getByTestId('one-time-link');
  const link = (await shown.textContent()) ?? '';
  await page.keyboard.press('Escape');
  await page.mouse.click(4, 4);
  await expect(shown).toBeVisible();
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(shown).toBeHidden();
  expect(await page.content()).not.toContain(link);
  return link;
}

async function inviteAdministrator(page: Page, email: string): Promise<string> {
  const form = page.getByRole('dialog', { name: 'Invite administrator' });
  await form.getByRole('button', { name: 'Create invitation link' }).click();
  await expect(form.getByText('Enter an e-mail address such as')).toBeVisible();
  await form.getByLabel('E-mail address').fill(email);
  await form.getByRole('button', { name: 'Create invitation link' }).click();
  return takeLink(page);
}

test('an operator creates an account, invites its administrator, resets their access, and disables them', async ({
  page,
  openPage,
  user,
}) => {
  const account = `Lighthouse ${randomUUID()}`;
  const email = newAddress('liis.saar');
  const second = await openPage(null);

  await test.step('the administrator of the new account opens the invitation and is signed in', async () => {
    await page.goto('/operator/accounts');
    await page.getByRole('button', { name: 'New account' }).click();
    await page.getByLabel('Account name').fill(account);
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('button', { name: 'Invite administrator…', exact: true }).click();
    const link = await inviteAdministrator(page, email);
    await second.goto(link);
    await expect(second.getByRole('heading', { name: `Join ${account}` })).toBeVisible();
    await second.getByLabel('Choose a password').fill(PASSWORD);
    await second.getByRole('button', { name: 'Join' }).click();
    await second.waitForURL('**/overview');
    await second.goto('/account/members');
    await expect(second.getByRole('row').filter({ hasText: email })).toContainText('Administrator');
  });

  await test.step('a member is not invited again', async () => {
    await page.goto(`/operator/accounts?search=${account}`);
    await page
      .getByRole('button', { name: `Invite administrator of ${account}…` })
      .filter({ visible: true })
      .click();
    await page.getByLabel('E-mail address').fill(email);
    await page.getByRole('button', { name: 'Create invitation link' }).click();
    await expect(page.getByText('This user is a member of the account already.')).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('the operator finds the user, and turns two-factor sign-in off', async () => {
    await setUpTwoFactor(second);
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await page.getByLabel('Search users').fill(email.toUpperCase());
    await page.keyboard.press('Enter');
    await expect(placeOf(page, user.email)).toHaveCount(0);
    const row = placeOf(page, email);
    await expect(row).toContainText(`${account}Administrator`);
    await expect(row.getByText('On', { exact: true })).toBeVisible();
    await choose(page, email, 'Turn two-factor sign-in off…');
    await page.getByRole('button', { name: 'Turn off' }).click();
    await expect(row.getByText('Off', { exact: true })).toBeVisible();
    await row.getByRole('button', { name: /^Actions for/ }).click();
    await expect(page.getByRole('menuitem')).toHaveText(['Create reset link…', 'Disable…']);
  });

  await test.step('a reset link sets a new password and ends their sessions', async () => {
    await page.getByRole('menuitem', { name: 'Create reset link…' }).click();
    await page.getByRole('button', { name: 'Create reset link' }).click();
    const link = await takeLink(page);
    const third = await openPage(null);
    await third.goto(link);
    await third.getByLabel('New password').fill(NEW_PASSWORD);
    await third.getByRole('button', { name: 'Set password' }).click();
    await expect(third.getByRole('heading', { name: 'Your password is set' })).toBeVisible();
    await second.goto('/overview');
    await expect(second).toHaveURL(/\/sign-in/);
    await signIn(second, { email, password: NEW_PASSWORD });
  });

  await test.step('disabled: their next request is signed out; enabled: they can sign in again', async () => {
    await choose(page, email, 'Disable…');
    await page.getByRole('button', { name: 'Disable user' }).click();
    await expect(placeOf(page, email).getByText('Disabled')).toBeVisible();
    await second.goto('/messages');
    await expect(second).toHaveURL(/\/sign-in/);
    await choose(page, email, 'Enable');
    await expect(placeOf(page, email).getByText('Can sign in')).toBeVisible();
    await signIn(second, { email, password: NEW_PASSWORD });
  });
});

test('operators are marked, and cannot disable themselves', async ({ page, user }) => {
  await page.goto(`/operator/users?search=${user.email}`);
  const row = placeOf(page, user.email);
  await expect(row.getByText('Operator', { exact: true })).toBeVisible();
  await expect(row.getByText('you', { exact: true })).toBeVisible();
  await row.getByRole('button', { name: /^Actions for/ }).click();
  await expect(page.getByRole('menuitem', { name: 'Create reset link…' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Disable…' })).toHaveCount(0);
});
