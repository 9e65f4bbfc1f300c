import { PASSWORD } from './accounts';
import { expect, signIn, signOut, test } from './fixtures';
import { postern } from './installation';

test.use({ signedInAs: null });

/** The browser itself logs the refused sign-in. */
const REFUSED_SIGN_IN = /status of 401.*callback\/credentials/;

test('scripts cannot read the session cookie, and it is not valid after sign-out', async ({ page, context, user }) => {
  await signIn(page, user);
  const cookies = await context.cookies();
  const session = cookies.find((cookie) => cookie.name.includes('postern-session'));
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  await signOut(page);
  await context.addCookies(cookies);
  await page.goto('/overview');
  await expect(page).toHaveURL(/\/sign-in\?next=%2Foverview$/);
});

test('sign-in returns to the requested page, and never to another site', async ({ page, user }) => {
  for (const [next, lands] of [
    ['/messages?status=failed', /\/messages\?status=failed$/],
    ['//evil.example/', /\/overview$/],
  ] as const) {
    await page.context().clearCookies();
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await page.getByLabel('E-mail address').fill(user.email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page).toHaveURL(lands);
  }
});

test.describe('refused', () => {
  test.use({ expectedError: REFUSED_SIGN_IN });

  test('wrong passwords do not reveal which users exist, and are soon rate-limited', async ({ page }) => {
    await page.goto('/sign-in');
    for (let attempt = 1; attempt <= 5; attempt++) {
      await page.getByLabel('E-mail address').fill('unknown@example.com');
      await page.getByLabel('Password').fill(`guess ${attempt}`);
      const answered = page.waitForResponse(/callback\/credentials/);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await answered;
      await expect(page.getByRole('alert').filter({ hasText: 'E-mail address or password is wrong.' })).toBeVisible();
    }
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('alert').filter({ hasText: /Too many attempts\. Wait \d+ seconds/ })).toBeVisible();
  });

  test('a reset password ends every session of the user', async ({ page, user }) => {
    await signIn(page, user);
    await postern('user', 'reset-password', user.email, '--password', 'the second password');
    await page.goto('/messages');
    await expect(page).toHaveURL(/\/sign-in/);
    await signIn(page, { email: user.email, password: 'the second password' });
  });
});
