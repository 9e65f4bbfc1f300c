import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { createAccount, createUser, type TestAccount } from './accounts';
import { expect, type OpenPage, openNewKey, takeCredential, test } from './fixtures';
import { postern } from './installation';

const PURPOSE = 'Delivery times of orders, to customers who gave us their number when they ordered.';
const REASON = 'The website does not exist. Please correct it.';

/** An account that is not verified, and a page with its administrator signed in. */
async function openUnverified(openPage: OpenPage): Promise<{ account: TestAccount; page: Page }> {
  const account = await createAccount({ verified: false });
  return { account, page: await openPage(account.admin) };
}

async function fillRequest(page: Page, website: string): Promise<void> {
  await page.getByLabel('Company or organization').fill('Acme Ltd');
  await page.getByLabel('Website').fill(website);
  await page.getByLabel('Contact').fill('Ann Lee, +372 5555 5555');
  await page.getByLabel('What will you send, and to whom?').fill(PURPOSE);
  await page.getByLabel('Messages a month').selectOption({ label: 'Up to 10,000' });
}

/** The request that creates a key, for another user to replay. */
async function recordCreation(page: Page): Promise<{ action: string; body: string }> {
  const modal = await openNewKey(page, 'Recorded');
  const posted = page.waitForRequest((request) => request.method() === 'POST' && 'next-action' in request.headers());
  await takeCredential(page, modal);
  const request = await posted;
  return { action: request.headers()['next-action'] ?? '', body: request.postData() ?? '' };
}

test.use({ signedInAs: 'operator' });

test('an account requests verification, is rejected, requests again, and creates its first key', async ({
  page: operator,
  openPage,
}) => {
  const { account, page } = await openUnverified(openPage);
  const { name } = account;
  await page.goto('/overview');

  await test.step('it cannot create a key: in the console, at the server, on the command line', async () => {
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
    await expect(page.getByText('Enter the name of your company or organization.')).toBeVisible();
    await fillRequest(page, 'acme.example');
    await page.getByRole('button', { name: 'Request verification' }).click();
    await expect(page.getByText('Enter the whole address, such as https://example.com')).toBeVisible();
    await page.getByLabel('Website').fill('https://acme.example');
    await page.getByRole('button', { name: 'Request verification' }).click();
    await expect(page.getByRole('heading', { name: 'Your request' })).toBeVisible();
    await expect(page.getByText(PURPOSE)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Request verification' })).toBeHidden();
  });

  await test.step('the operator rejects it and must enter a reason', async () => {
    await operator.goto('/overview');
    await operator.getByRole('link', { name: /^Operator \d\+? waiting$/ }).click();
    await operator.getByRole('link', { name }).filter({ visible: true }).click();
    await expect(operator.getByRole('link', { name: 'https://acme.example' })).toHaveAttribute('rel', /noreferrer/);
    await operator.getByRole('button', { name: 'Reject…' }).click();
    const dialog = operator.getByRole('dialog', { name: 'Reject this request?' });
    await dialog.getByRole('button', { name: 'Reject request' }).click();
    await expect(dialog.getByText('Use at least 10 characters')).toBeVisible();
    await dialog.getByLabel('Reason').fill(REASON);
    await dialog.getByRole('button', { name: 'Reject request' }).click();
    await expect(operator.getByText(/^Rejected by/)).toBeVisible();
    await expect(operator.getByRole('button', { name: 'Reject…' })).toBeHidden();
  });

  await test.step('the account sees the reason without a reload, and requests again', async () => {
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
});

test('the command line decides as the console does', async ({ openPage }) => {
  const { account, page } = await openUnverified(openPage);
  const { id, name } = account;
  await expect(postern('account', 'requests', '--state', 'lost')).rejects.toThrow('Allowed choices are pending');
  await page.goto('/account/verification');
  await fillRequest(page, '');
  await page.getByRole('button', { name: 'Request verification' }).click();
  await page.getByRole('heading', { name: 'Your request' }).waitFor();
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

test('an operator creates, finds and verifies an account', async ({ page }) => {
  const name = `Fjord ${randomUUID()}`;
  await page.goto('/operator/accounts');
  await page.getByRole('button', { name: 'New account' }).click();
  const dialog = page.getByRole('dialog', { name: 'New account' });
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText('Enter a name for the account.')).toBeVisible();
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

test.describe('a user who is not an operator', () => {
  test.use({ expectedError: /status of 404/ });

  test('sees no operator page and, as a basic user, no request form', async ({ openPage }) => {
    const { account, page } = await openUnverified(openPage);
    await page.goto('/overview');
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
    const basic = await openPage(await createUser(account, 'basic'));
    await basic.goto('/overview');
    await expect(basic.getByText('Its administrators can request verification.')).toBeVisible();
    await basic.goto('/account/verification');
    await expect(basic.getByText('Only its administrators can request verification')).toBeVisible();
    await expect(basic.getByLabel('Company or organization')).toBeHidden();
  });
});
