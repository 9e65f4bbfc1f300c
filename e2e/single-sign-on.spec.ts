import type { Page } from '@playwright/test';
import { setUserEnabled } from '../lib/accounts/users';
import { commandLine, createUser } from './accounts';
import { expect, signOut, test } from './fixtures';
import { PROVIDER_NAME } from './identity-provider';

test.describe('sign-in with an OpenID Connect provider', () => {
  test.use({ signedInAs: null });

  async function signInAtProvider(page: Page, email: string, next = '/messages'): Promise<void> {
    // The provider's page requests a font from the network.
    await page.route('https://fonts.googleapis.com/**', (route) =>
      route.fulfill({ contentType: 'text/css', body: '' }),
    );
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await page.getByRole('button', { name: `Sign in with ${PROVIDER_NAME}` }).click();
    await page.getByPlaceholder('Enter any login').fill(email);
    await page.getByPlaceholder('and password').fill('anything');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
  }

  test('signs a known user in, and continues to the requested page', async ({ page, account, user }) => {
    await signInAtProvider(page, user.email);
    await expect(page).toHaveURL(/\/messages$/);
    await page.goto('/profile');
    await expect(page.getByText(user.email)).toBeVisible();
    await signOut(page);
    await setUserEnabled(commandLine(account), user.email, false);
    await page.context().clearCookies();
    await signInAtProvider(page, user.email);
    await expect(page.getByText('No user has this e-mail address.')).toBeVisible();
  });

  for (const [email, words] of [
    ['stranger@example.com', 'No user has this e-mail address. Ask an administrator of your account to invite you.'],
    ['unverified@example.com', 'The provider has not verified your e-mail address.'],
  ] as const) {
    test(`${email} is refused with the reason`, async ({ page, account }) => {
      if (email.startsWith('unverified')) await createUser(account, 'basic', { email });
      await signInAtProvider(page, email);
      await expect(page.getByText(words)).toBeVisible();
      await page.goto('/overview');
      await expect(page).toHaveURL(/\/sign-in/);
    });
  }

  test('a forged callback does not sign in', async ({ page }) => {
    await page.goto('/api/auth/callback/oidc?code=stolen&state=forged');
    await expect(page.getByText(`Sign-in with ${PROVIDER_NAME} did not work.`)).toBeVisible();
  });
});
