import type { Browser, Page } from '@playwright/test';
import { expectSound } from './sound';
import { ADMIN_SESSION, expect, makeMember, openNewKey, postern, signIn, takeCredential, test } from './trial';

const PASSWORD = 'an acme password';
const PURPOSE = 'Delivery times of orders, to customers who gave us their number when they ordered.';
const REASON = 'The website does not exist. Please correct it.';

/** An account that is not verified, with an administrator who has signed in on `page`. */
async function newcomer(page: Page, name: string, email: string): Promise<{ id: string }> {
  const account = (await postern('account', 'create', '--name', name)) as { id: string };
  await makeMember(email, 'admin', PASSWORD, account.id);
  await page.context().clearCookies();
  await signIn(page, { email, password: PASSWORD });
  return account;
}

async function fillRequest(page: Page, website: string): Promise<void> {
  await page.getByLabel('Company or organization').fill('Acme Ltd');
  await page.getByLabel('Website').fill(website);
  await page.getByLabel('Contact').fill('Ann Lee, +372 5555 5555');
  await page.getByLabel('What will you send, and to whom?').fill(PURPOSE);
  await page.getByLabel('Messages a month').selectOption({ label: 'Up to 10,000' });
}

async function operatorPage(browser: Browser): Promise<Page> {
  return (await browser.newContext({ storageState: ADMIN_SESSION })).newPage();
}

/** What the browser posts when somebody creates a key, to be posted again by another. */
async function recordCreation(page: Page): Promise<{ action: string; body: string }> {
  const modal = await openNewKey(page, `Recorded ${Date.now()}`);
  const posted = page.waitForRequest((request) => request.method() === 'POST' && 'next-action' in request.headers());
  await takeCredential(page, modal);
  const request = await posted;
  return { action: request.headers()['next-action'] ?? '', body: request.postData() ?? '' };
}

test('an account asks to be verified, is rejected, asks again, and creates its first key', async ({
  page,
  browser,
}) => {
  test.slow();
  const name = `Acme ${Date.now()}`;
  const account = await newcomer(page, name, `ann.${Date.now()}@example.com`);
  const operator = await operatorPage(browser);

  await test.step('it can create no key: not in the console, not by the server, not by the command line', async () => {
    await expect(page.getByText('This account is not verified yet.')).toBeVisible();
    await page.goto('/developer-tools/api-keys');
    const button = page.getByRole('button', { name: 'New API Key' }).first();
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await button.click({ force: true });
    await expect(page.getByText('Request it under Account → Verification.')).toBeVisible();
    const { action, body } = await recordCreation(operator);
    const answer = await page.evaluate(
      async (sent) => {
        const headers = { 'next-action': sent.action, 'content-type': 'text/plain;charset=UTF-8' };
        return (await fetch(window.location.href, { method: 'POST', headers, body: sent.body })).text();
      },
      { action, body },
    );
    expect(answer).toContain('account_not_verified');
    await expect(postern('key', 'create', '--name', 'Mine', '--account', account.id)).rejects.toThrow(
      'account_not_verified',
    );
  });

  await test.step('its administrator requests verification', async () => {
    await page.getByRole('link', { name: 'Request verification' }).click();
    await page.getByRole('button', { name: 'Request verification' }).click();
    await expect(page.getByText('Enter the name of your company or organisation.')).toBeVisible();
    await fillRequest(page, 'acme.example');
    await page.getByRole('button', { name: 'Request verification' }).click();
    await expect(page.getByText('Enter the whole address, such as https://example.com')).toBeVisible();
    await page.getByLabel('Website').fill('https://acme.example');
    await page.getByRole('button', { name: 'Request verification' }).click();
    await expect(page.getByRole('heading', { name: 'Your request' })).toBeVisible();
    await expect(page.getByText(PURPOSE)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Request verification' })).toBeHidden();
  });

  await test.step('the operator rejects it and must say why', async () => {
    await operator.goto('/overview');
    await operator.getByRole('link', { name: /^Operator \d\+? waiting$/ }).click();
    await operator.getByRole('link', { name }).filter({ visible: true }).click();
    await expect(operator.getByRole('link', { name: 'https://acme.example' })).toHaveAttribute('rel', /noreferrer/);
    await operator.getByRole('button', { name: 'Reject…' }).click();
    const dialog = operator.getByRole('dialog', { name: 'Reject this request?' });
    await dialog.getByRole('button', { name: 'Reject request' }).click();
    await expect(dialog.getByText('Say why in at least 10 characters')).toBeVisible();
    await dialog.getByLabel('Reason').fill(REASON);
    await dialog.getByRole('button', { name: 'Reject request' }).click();
    await expect(operator.getByText(/^Rejected by/)).toBeVisible();
    await expect(operator.getByRole('button', { name: 'Reject…' })).toBeHidden();
  });

  await test.step('the account sees the reason without a reload, and asks again', async () => {
    await expect(page.getByText(REASON)).toBeVisible();
    await page.goto('/overview');
    await expect(page.getByText(REASON)).toBeVisible();
    await page.getByRole('link', { name: 'Request again' }).click();
    await expect(page.getByLabel('What will you send, and to whom?')).toHaveValue(PURPOSE);
    await page.getByLabel('Website').fill('https://www.acme.example');
    await page.getByRole('button', { name: 'Request again' }).click();
    await expect(page.getByRole('heading', { name: 'Your request' })).toBeVisible();
  });

  await test.step('the operator approves it', async () => {
    await operator.goto('/operator/verification-requests?state=pending');
    await operator.getByRole('link', { name }).filter({ visible: true }).click();
    await operator.getByRole('button', { name: 'Approve…' }).click();
    await operator.getByRole('button', { name: 'Approve request' }).click();
    await expect(operator.getByText('Approved by')).toBeVisible();
  });

  await test.step('its administrator creates the first key', async () => {
    await expect(page.getByRole('heading', { name: 'This account is verified' })).toBeVisible();
    await page.goto('/overview');
    await page.getByRole('link', { name: 'Create your first key' }).click();
    await takeCredential(page, await openNewKey(page, 'First'));
    await page.goto('/overview');
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
    await expect(page.getByText('This account is verified.')).toBeHidden();
  });
  await operator.context().close();
});

test('the command line decides as the console does', async ({ page }) => {
  const name = `By hand ${Date.now()}`;
  const { id } = await newcomer(page, name, `hand.${Date.now()}@example.com`);
  await expect(postern('account', 'approve', name)).rejects.toThrow('no verification request that waits');
  await expect(postern('account', 'reject', name, '--reason', 'No.')).rejects.toThrow('not_found');
  await expect(postern('account', 'requests', '--state', 'lost')).rejects.toThrow('Allowed choices are pending');
  await page.goto('/account/verification');
  await fillRequest(page, '');
  await page.getByRole('button', { name: 'Request verification' }).click();
  await page.getByRole('heading', { name: 'Your request' }).waitFor();
  await expect(postern('account', 'reject', name, '--reason', 'No.')).rejects.toThrow('at least 10 characters');
  const waiting = await postern('account', 'requests', '--state', 'pending');
  expect(waiting).toMatchObject({ requests: expect.arrayContaining([expect.objectContaining({ accountId: id })]) });
  await postern('account', 'reject', name, '--reason', REASON);
  await expect(page.getByText(REASON)).toBeVisible();
  await page.getByRole('button', { name: 'Request again' }).click();
  await page.getByRole('heading', { name: 'Your request' }).waitFor();
  await postern('account', 'verify', name);
  await expect(page.getByText('by command line')).toBeVisible();
  await postern('key', 'create', '--account', id, '--name', 'First');
});

test.describe('the operator’s accounts', () => {
  test.use({ storageState: ADMIN_SESSION });

  test('are made, found and verified', async ({ page }) => {
    const name = `Fjord ${Date.now()}`;
    await page.goto('/operator/accounts');
    await page.getByRole('button', { name: 'New account' }).click();
    const dialog = page.getByRole('dialog', { name: 'New account' });
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog.getByText('Give the account a name.')).toBeVisible();
    await dialog.getByLabel('Account name').fill(name);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog).toBeHidden();
    await page.getByLabel('Search accounts').fill(name);
    await page.keyboard.press('Enter');
    const row = page.getByRole('row', { name: new RegExp(name) });
    await expect(row.getByText('Not verified')).toBeVisible();
    await page
      .getByRole('button', { name: `Verify ${name}…` })
      .filter({ visible: true })
      .click();
    await page.getByRole('button', { name: 'Verify account' }).click();
    await expect(row.getByText('Verified', { exact: true })).toBeVisible();
    await page.getByLabel('State').selectOption({ label: 'Not verified' });
    await expect(page.getByRole('heading', { name: 'No account matches' })).toBeVisible();
  });
});

test.describe('somebody who is no operator', () => {
  test.use({ expectedError: /status of 404/ });

  test('finds nothing there, and asks for nothing without the right', async ({ page }) => {
    const account = await newcomer(page, `Plain ${Date.now()}`, `plain.${Date.now()}@example.com`);
    await expect(page.getByRole('link', { name: /^Operator/ })).toBeHidden();
    for (const path of [
      '',
      '/accounts',
      '/users',
      '/sender-ids',
      '/verification-requests',
      `/verification-requests/${account.id}`,
    ]) {
      const answer = await page.goto(`/operator${path}`);
      expect(answer?.status(), path).toBe(404);
      await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
    }
    const basic = { email: `basic.${Date.now()}@example.com`, password: PASSWORD };
    await makeMember(basic.email, 'basic', PASSWORD, account.id);
    await page.context().clearCookies();
    await signIn(page, basic);
    await expect(page.getByText('Its administrators can request verification.')).toBeVisible();
    await page.goto('/account/verification');
    await expect(page.getByText('Only its administrators can request verification')).toBeVisible();
    await expect(page.getByLabel('Company or organization')).toBeHidden();
  });
});

test('without a session none of it is told', async ({ request }) => {
  for (const path of ['/account/verification', '/operator/accounts', '/operator/verification-requests']) {
    for (const headers of [{}, { rsc: '1' }] as Record<string, string>[]) {
      const body = await (await request.get(path, { headers, maxRedirects: 0 })).text();
      expect(body).not.toContain('Northwind');
      expect(body).not.toContain('mari.tamm');
    }
  }
});

test('every page of it is sound in every look', async ({ page, browser }) => {
  test.slow();
  const account = await newcomer(
    page,
    `Sound ${Date.now()} with a rather long name`,
    `sound.${Date.now()}@example.com`,
  );
  const operator = await operatorPage(browser);
  await expectSound(page);
  await page.goto('/developer-tools/api-keys');
  await expectSound(page);
  await page.goto('/account/verification');
  await page.getByRole('button', { name: 'Request verification' }).click();
  await page.getByText('Enter the name of your company or organisation.').waitFor();
  await expectSound(page);
  await fillRequest(page, `https://acme.example/${'long-'.repeat(30)}`);
  await page.getByRole('button', { name: 'Request verification' }).click();
  await page.getByRole('heading', { name: 'Your request' }).waitFor();
  await expectSound(page);

  await operator.goto('/operator/verification-requests');
  await operator.getByRole('heading', { level: 1 }).waitFor();
  await expectSound(operator);
  await operator
    .getByRole('link', { name: /^Sound/ })
    .filter({ visible: true })
    .first()
    .click();
  await operator.getByRole('button', { name: 'Approve…' }).click();
  await operator.getByRole('dialog').waitFor();
  await expectSound(operator);
  await operator.keyboard.press('Escape');
  await expectSound(operator);
  await operator.getByRole('button', { name: 'Reject…' }).click();
  await operator.getByLabel('Reason').fill(REASON);
  await expectSound(operator);
  await operator.getByRole('button', { name: 'Reject request' }).click();
  await operator.getByText('Rejected by').waitFor();
  await expectSound(operator);
  await operator.goto('/operator/verification-requests?state=approved&page=7');
  await expectSound(operator);
  await operator.goto('/operator/accounts');
  await expectSound(operator);
  await operator.getByRole('button', { name: 'New account' }).click();
  await operator.getByRole('dialog').waitFor();
  await expectSound(operator);

  await page.getByText(REASON).waitFor();
  await expectSound(page);
  await page.goto('/overview');
  await expectSound(page);

  await page.goto('/account/verification');
  await page.getByRole('button', { name: 'Request again' }).click();
  await page.getByRole('heading', { name: 'Your request' }).waitFor();
  await postern('account', 'approve', account.id);
  await page.getByRole('heading', { name: 'This account is verified' }).waitFor();
  await expectSound(page);
  await page.goto('/overview');
  await expectSound(page);
  await operator.context().close();
});
