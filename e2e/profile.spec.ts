import type { Page } from '@playwright/test';
import { PASSWORD } from './accounts';
import { expect, signIn, signOut, test } from './fixtures';
import { postern } from './installation';
import { codeOf, setUpTwoFactor, takeCodes } from './two-factor';

/** The browser itself logs the refused sign-in; a correct password without its code gets the same response. */
const REFUSED_SIGN_IN = /status of 401.*callback\/credentials/;
const NEW_PASSWORD = 'nine amber lighthouses';

test.use({ expectedError: REFUSED_SIGN_IN, signedInAs: 'basic' });

/** Signs in up to the step of the code. */
async function enterPassword(page: Page, { email }: { email: string }): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByLabel('Code from your authenticator app').waitFor();
}

async function enterCode(page: Page, label: string, code: string): Promise<void> {
  await page.getByLabel(label).fill(code);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('two-factor sign-in: set up, then each code and each recovery code works once', async ({ page, user }) => {
  await page.goto('/overview');
  await page.getByRole('button', { name: /User menu/ }).click();
  await page.getByRole('menuitem', { name: 'Your profile' }).click();
  await page.waitForURL('**/profile');
  const { secret, codes } = await setUpTwoFactor(page);
  await expect(page.getByText('10 recovery codes are left.')).toBeVisible();

  await test.step('the password alone does not sign in', async () => {
    await signOut(page);
    await enterPassword(page, user);
    await page.goto('/profile');
    await expect(page).toHaveURL(/\/sign-in\?next=%2Fprofile$/);
  });

  // The next code is valid too: a clock may be one step off.
  const code = codeOf(secret, 1);
  await test.step('a code works once', async () => {
    await enterPassword(page, user);
    await enterCode(page, 'Code from your authenticator app', '000000');
    await expect(page.getByText('This code is wrong. Enter the one that your app shows now.')).toBeVisible();
    await enterCode(page, 'Code from your authenticator app', code);
    await page.waitForURL('**/overview');
    await signOut(page);
    await enterPassword(page, user);
    await enterCode(page, 'Code from your authenticator app', code);
    await expect(page.getByText('This code was used already. Wait for the next one.')).toBeVisible();
  });

  await test.step('a recovery code works once', async () => {
    await page.getByRole('button', { name: 'Use a recovery code instead' }).click();
    await enterCode(page, 'Recovery code', codes[3] ?? '');
    await page.waitForURL('**/overview');
    await signOut(page);
    await enterPassword(page, user);
    await page.getByRole('button', { name: 'Use a recovery code instead' }).click();
    await enterCode(page, 'Recovery code', codes[3] ?? '');
    await expect(page.getByText('This recovery code is wrong or was used already.')).toBeVisible();
    await enterCode(page, 'Recovery code', (codes[4] ?? '').replaceAll('-', ' ').toUpperCase());
    await page.waitForURL('**/overview');
  });

  await page.goto('/profile');
  await expect(page.getByText('8 recovery codes are left.')).toBeVisible();
});

test('new recovery codes, and turning two-factor sign-in off, need the password', async ({ page, user }) => {
  const { codes } = await setUpTwoFactor(page);
  await page.getByRole('button', { name: 'Create new recovery codes…' }).click();
  await page.getByLabel('Your password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create new codes' }).click();
  expect(await takeCodes(page, 'New recovery codes')).not.toEqual(codes);
  await page.getByRole('button', { name: 'Turn off…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Turn two-factor sign-in off?' });
  await dialog.getByLabel('Your password').fill('not the password');
  await dialog.getByRole('button', { name: 'Turn off' }).click();
  await expect(dialog.getByText('This is not your password.')).toBeVisible();
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Turn off' }).click();
  await expect(page.getByRole('button', { name: 'Set up…' })).toBeVisible();
  await signOut(page);
  await signIn(page, user);
});

test('an operator turns two-factor sign-in off on the command line', async ({ page, user }) => {
  await setUpTwoFactor(page);
  expect(await postern('user', 'two-factor-off', user.email)).toMatchObject({ wasOn: true });
  await signOut(page);
  await signIn(page, user);
});

test('a session can be ended from another browser, one or all', async ({ page, openPage, user }) => {
  const [second, third] = [await openPage(user), await openPage(user)];
  await page.goto('/profile');
  await expect(page.getByText('This browser')).toHaveCount(1);
  const rows = page.getByRole('region', { name: 'Sessions' }).getByRole('listitem');
  await expect(rows).toHaveCount(3);
  await rows
    .nth(1)
    .getByRole('button', { name: /^Sign out/ })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your password').fill('not the password');
  await dialog.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(dialog.getByText('This is not your password.')).toBeVisible();
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(rows).toHaveCount(2);
  await page.getByRole('button', { name: 'Sign out all others…' }).click();
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Sign out all others' }).click();
  await expect(rows).toHaveCount(1);
  for (const other of [second, third]) {
    await other.goto('/messages');
    await expect(other).toHaveURL(/\/sign-in/);
  }
  await page.reload();
  await expect(page.getByText('This browser')).toBeVisible();
});

test('a changed password signs the other browsers out', async ({ page, openPage, user }) => {
  const other = await openPage(user);
  await page.goto('/profile');
  const section = page.getByRole('region', { name: 'Password' });
  await section.getByLabel('Current password').fill(PASSWORD);
  await section.getByLabel('New password').fill('too short');
  await section.getByRole('button', { name: 'Change password' }).click();
  await expect(section.getByText('Use at least 12 characters.')).toBeVisible();
  await section.getByLabel('New password').fill(user.email);
  await section.getByRole('button', { name: 'Change password' }).click();
  await expect(section.getByText(/the first thing others try/)).toBeVisible();
  await section.getByLabel('New password').fill(NEW_PASSWORD);
  await section.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Password changed')).toBeVisible();
  await other.goto('/messages');
  await expect(other).toHaveURL(/\/sign-in/);
  await signOut(page);
  await signIn(page, { email: user.email, password: NEW_PASSWORD });
});

test('a reset link sets a new password once, and the newest only', async ({ page, openPage, user }) => {
  const before = await openPage(user);
  const first = (await postern('user', 'reset-link', user.email)) as { url: string };
  const { url } = (await postern('user', 'reset-link', user.email)) as { url: string };
  await page.goto(first.url);
  await expect(page.getByRole('heading', { name: 'This link is not valid' })).toBeVisible();
  await page.goto(url);
  expect(await page.locator('meta[name=referrer]').getAttribute('content')).toBe('no-referrer');
  await expect(page.getByText(user.email)).toBeVisible();
  await page.getByLabel('New password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByRole('heading', { name: 'Your password is set' })).toBeVisible();
  await before.goto('/messages');
  await expect(before).toHaveURL(/\/sign-in/);
  await page.goto(url);
  await expect(page.getByRole('heading', { name: 'This link is not valid' })).toBeVisible();
  await signIn(page, { email: user.email, password: NEW_PASSWORD });
});
