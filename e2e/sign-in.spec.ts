import { ADMIN, expect, makeMember, postern, signIn, test } from './trial';

/** The browser itself logs the refused sign-in. */
const REFUSED_SIGN_IN = /status of 401.*callback\/credentials/;

test('sign-out ends the session on the server: the old cookie opens nothing', async ({ page, context }) => {
  await signIn(page);
  const cookies = await context.cookies();
  await page.getByRole('button', { name: /User menu/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
  await context.addCookies(cookies);
  await page.goto('/overview');
  await expect(page).toHaveURL(/\/sign-in\?next=%2Foverview$/);
});

test('the session cookie is out of reach of scripts and other sites', async ({ page, context }) => {
  await signIn(page);
  const session = (await context.cookies()).find((cookie) => cookie.name.includes('postern-session'));
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
});

test('sign-in leads back to where one wanted to go, and never to another site', async ({ page }) => {
  for (const [next, lands] of [
    ['/messages?status=failed', /\/messages\?status=failed$/],
    ['//evil.example/', /\/overview$/],
    ['https://evil.example/', /\/overview$/],
  ] as const) {
    await page.context().clearCookies();
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await page.getByLabel('E-mail address').fill(ADMIN.email);
    await page.getByLabel('Password').fill(ADMIN.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page).toHaveURL(lands);
  }
});

test.describe('refused', () => {
  test.use({ expectedError: REFUSED_SIGN_IN });

  test('wrong passwords say nothing about who exists, and soon have to wait', async ({ page }) => {
    await page.goto('/sign-in');
    for (let attempt = 1; attempt <= 5; attempt++) {
      await page.getByLabel('E-mail address').fill('nobody@example.com');
      await page.getByLabel('Password').fill(`guess ${attempt}`);
      const answered = page.waitForResponse(/callback\/credentials/);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await answered;
      await expect(page.getByRole('alert').filter({ hasText: 'E-mail address or password is wrong.' })).toBeVisible();
    }
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('alert').filter({ hasText: /Too many attempts\. Wait \d+ seconds/ })).toBeVisible();
  });

  test('a reset password ends every session of the user', async ({ page }) => {
    const email = 'reset@example.com';
    await makeMember(email, 'basic', 'the first password');
    await signIn(page, { email, password: 'the first password' });
    await postern('user', 'reset-password', email, '--password', 'the second password');
    await page.goto('/messages');
    await expect(page).toHaveURL(/\/sign-in/);
    await signIn(page, { email, password: 'the second password' });
  });
});
