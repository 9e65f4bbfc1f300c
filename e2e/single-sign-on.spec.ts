import type { Page } from '@playwright/test';
import { PROVIDER_NAME } from './identity-provider';
import { makePerson, PASSWORD, signOut } from './people';
import { expectSound } from './sound';
import { expect, makeMember, postern, test } from './trial';

test.describe('sign-in with an OpenID Connect provider', () => {
  async function signInAtProvider(page: Page, email: string, next = '/messages'): Promise<void> {
    // Its page asks for a font from the network, which the trial does without.
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

  test('opens the session of who is here already, and leads on', async ({ page }) => {
    const person = await makePerson();
    await signInAtProvider(page, person.email);
    await expect(page).toHaveURL(/\/messages$/);
    await page.goto('/profile');
    await expect(page.getByText(person.email)).toBeVisible();
    await signOut(page);
    await postern('user', 'disable', person.email);
    await page.context().clearCookies();
    await signInAtProvider(page, person.email);
    await expect(page.getByText('Nobody here has this e-mail address.')).toBeVisible();
  });

  for (const [email, words] of [
    [
      'stranger@example.com',
      'Nobody here has this e-mail address. Ask an administrator of your account to invite you.',
    ],
    ['unverified@example.com', 'The provider does not say that your e-mail address is verified.'],
  ] as const) {
    test(`${email} is told why it opens nothing`, async ({ page }) => {
      if (email.startsWith('unverified')) await makeMember(email, 'basic', PASSWORD).catch(() => undefined);
      await signInAtProvider(page, email);
      await expect(page.getByText(words)).toBeVisible();
      await expectSound(page);
      await page.goto('/overview');
      await expect(page).toHaveURL(/\/sign-in/);
    });
  }

  test('a forged way back opens nothing', async ({ page }) => {
    await page.goto('/api/auth/callback/oidc?code=stolen&state=forged');
    await expect(page.getByText(`Sign-in with ${PROVIDER_NAME} did not work.`)).toBeVisible();
  });
});
