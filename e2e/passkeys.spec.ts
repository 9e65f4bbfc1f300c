import type { Page } from '@playwright/test';
import { setTwoFactorRequired } from '../lib/accounts/members/two-factor';
import { createUser, PASSWORD } from './accounts';
import { expectNoA11yViolations } from './axe';
import { expect, signOut, test } from './fixtures';
import { takeCodes } from './two-factor';

/** The browser itself logs the sign-in whose second factor is missing. */
test.use({ expectedError: /status of 401.*callback\/credentials/ });

/** Adds an authenticator with a screen lock to the browser, as phones and laptops have one. */
async function addAuthenticator(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

test('a passkey is added, signs in alone, and is the second factor after the password', async ({ page, user }) => {
  await addAuthenticator(page);
  await page.goto('/profile');
  await page.getByRole('button', { name: 'Add a passkey…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' });
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog.getByText('Enter a name, such as “Work laptop”.')).toBeVisible();
  await expectNoA11yViolations(page);
  await dialog.getByLabel('Name').fill('Work laptop');
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  const codes = await takeCodes(page, 'Passkey added');
  const section = page.getByRole('region', { name: 'Passkeys' });
  await expect(section.getByRole('listitem')).toContainText('Work laptop');
  await expectNoA11yViolations(page);

  await test.step('alone', async () => {
    await signOut(page);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.waitForURL('**/overview');
  });

  await test.step('after the password', async () => {
    await signOut(page);
    await enterPassword(page, user.email);
    await expect(page.getByLabel('Recovery code')).toBeVisible();
    await expectNoA11yViolations(page);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.waitForURL('**/overview');
  });

  await test.step('a recovery code instead', async () => {
    await signOut(page);
    await enterPassword(page, user.email);
    await page.getByLabel('Recovery code').fill(codes[0] ?? '');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL('**/overview');
  });
});

test('a member of an account that requires two factors sets one up first', async ({ openPage, account }) => {
  const member = await createUser(account, 'basic');
  const page = await openPage(member, { viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
  await addAuthenticator(page);
  await setTwoFactorRequired(account.admin, true);
  await page.goto('/messages');
  await expect(page).toHaveURL(/\/second-factor\?next=%2Fmessages$/);
  await expect(page.getByRole('heading', { name: 'Set up two-factor sign-in' })).toBeVisible();
  await expectNoA11yViolations(page);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await takeCodes(page, 'Two-factor sign-in is on');
  await page.waitForURL('**/messages');
  // Another session of the same user, as single sign-on opens one, proves the factor.
  const other = await openPage(member);
  await other.goto('/profile');
  await expect(other.getByRole('heading', { name: 'Confirm your sign-in' })).toBeVisible();
  await expectNoA11yViolations(other);
  await other.getByRole('button', { name: 'Sign out' }).click();
  await other.waitForURL('**/sign-in');
});

async function enterPassword(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Use a passkey' }).waitFor();
}
