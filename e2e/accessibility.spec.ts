// Pages by their address, each once, in accounts seeded so that every list has rows, or none.
import type { Page } from '@playwright/test';
import { inviteMember } from '../lib/accounts/invitations/commands';
import { makeResetLink } from '../lib/accounts/reset-link';
import { rejectRequest, requestVerification } from '../lib/accounts/verification/commands';
import { db } from '../lib/database/db';
import { setKeysEnabled } from '../lib/keys/commands/switch-keys';
import { assignNumber } from '../lib/received/numbers/commands';
import { requestSenderId } from '../lib/senders/commands';
import { approveSender, makeMessage, makeScheduled } from '../lib/testing/factories';
import { makeReceived } from '../lib/testing/received';
import { createEndpoint, sendTestEvent } from '../lib/webhooks/endpoints/commands';
import { WEBHOOK_EVENTS } from '../lib/webhooks/events';
import { openReceiver } from '../lib/webhooks/receiver/commands';
import { addKey, commandLine, createAccount, createUser, PASSWORD, type TestAccount } from './accounts';
import { expectNoA11yViolations, PHONE, violationsOf } from './axe';
import { expect, send, test } from './fixtures';

test.use(PHONE);

const LONG = 'A description that is long enough to be cut '.repeat(4);
const HOUR_MS = 3_600_000;

/** The router that Next sets on the window. */
type NextWindow = { next: { router: { push(path: string): void } } };

async function judgePages(page: Page, paths: string[]): Promise<void> {
  for (const [index, path] of paths.entries()) {
    await (index === 0 ? page.goto(path) : followLink(page, path));
    await page.getByRole('heading', { level: 1 }).waitFor();
    // Next streams the title of some pages after their content.
    await expect(page).toHaveTitle(/\S/);
    await expectNoA11yViolations(page);
  }
}

/** Opens a page as a link does. That keeps the document and axe in it: loading both takes longer than the check. */
async function followLink(page: Page, path: string): Promise<void> {
  const before = page.url();
  await page.evaluate((to) => (window as unknown as NextWindow).next.router.push(to), path);
  await page.waitForURL(({ href }) => href !== before);
}

/** Rows for every list of the account. Returns what the addresses of their pages need. */
async function seed(account: TestAccount): Promise<{ keyId: string; messageIds: string[]; receivedId: string }> {
  const { admin } = account;
  const key = await addKey(account, { name: 'A key with quite a long name, as names go', description: LONG });
  const disabled = await addKey(account, { name: 'Disabled' });
  await setKeysEnabled(admin, [disabled.id], false);
  const reader = await addKey(account, { name: 'Reader', scopes: ['sms:read'] });
  for (const { key: refused } of [reader, disabled]) await send(refused, { to: '+37255512345', text: 'Hello' });
  // They are written after the response.
  await expect.poll(() => db().refusal.count({ where: { accountId: account.id } })).toBe(2);
  const reference = 'a-long-reference-of-the-caller-that-has-no-place-to-break';
  const messageIds = [
    await makeMessage(admin, key, { text: 'https://example.com/'.padEnd(120, 'x'), status: 'delivered', reference }),
    await makeScheduled(admin, key, 48 * HOUR_MS, { reference }),
    await makeMessage(admin, key, { status: 'cancelled' }),
  ];
  await requestSenderId(admin, { value: '+37255555555', note: LONG.slice(0, 200) });
  for (const value of ['Acme', 'MyBank']) await approveSender(admin, value);
  await createUser(account, 'basic', { email: `member.with.a.long.name.${account.id}@example.com` });
  await inviteMember(admin, { email: `a.person.with.a.very.long.address.${account.id}@example.com`, role: 'basic' });
  const [receivedId = ''] = await makeReceived(account.id, [
    { text: LONG, keyword: 'LONG-KEYWORD', parts: 3, missingParts: 1 },
    { sender: 'A name of more than eleven characters', recipient: '12345', text: '' },
  ]);
  const number = `N${account.id.slice(-10)}`;
  await assignNumber(commandLine(account), {
    number,
    accountId: account.id,
    webhookUrl: `https://example.com/${'x'.repeat(120)}`,
  });
  return { keyId: key.id, messageIds, receivedId };
}

test('detects violations', async ({ page }) => {
  const pale = '<b style="color: #777; background: #888">Pale</b>';
  await page.setContent(
    `<main><h1 style="width: 2000px"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">${pale}</h1></main>`,
  );
  const found = (await violationsOf(page)).join('\n');
  expect(found).toMatch(/image-alt: .*color-contrast: |color-contrast: .*image-alt: /s);
  expect(found).toContain('scrolls sideways');
});

test('pages of an account with data: messages and keys', async ({ page, account }) => {
  const { keyId, messageIds, receivedId } = await seed(account);
  await judgePages(page, [
    '/overview',
    '/messages',
    '/messages?status=scheduled',
    ...messageIds.map((id) => `/messages/${id}`),
    '/messages/received',
    `/messages/received/${receivedId}`,
    '/developer-tools/api-keys',
    '/developer-tools/api-keys?status=any&type=auth&sort=name&direction=asc',
    `/developer-tools/api-keys/${keyId}`,
    '/developer-tools/refusals',
    '/developer-tools/refusals?address=nonsense&from=2026-11-01',
  ]);
});

test('pages of an account with data: webhooks', async ({ page, account }) => {
  const { admin } = account;
  const { url } = await openReceiver(admin);
  const { id: keyId } = await addKey(account, { name: 'A key with quite a long name, as names go' });
  const { endpoint } = await createEndpoint(admin, {
    ...{ name: LONG.slice(0, 100), url, events: [...WEBHOOK_EVENTS], keyIds: [keyId], headers: { 'X-Token': 'x' } },
  });
  const failing = await createEndpoint(admin, { name: 'Failing', url: `https://example.com/${'x'.repeat(120)}` });
  for (const [id, disabledAt] of [
    [failing.endpoint.id, new Date()],
    [endpoint.id, null],
  ] as const) {
    const state = { accountId: account.id, target: id, lastFailure: 'HTTP 500', disabledReason: 'gone' };
    await db().webhookState.create({ data: { ...state, disabledAt } });
  }
  const { deliveryId } = await sendTestEvent(admin, { id: endpoint.id, event: 'message.delivered' });
  await expect.poll(() => db().webhookAttempt.count({ where: { reportId: deliveryId } })).toBe(1);
  await judgePages(page, [
    '/developer-tools/webhooks',
    `/developer-tools/webhooks/${endpoint.id}`,
    '/developer-tools/webhooks/new',
    `/developer-tools/webhooks/deliveries?endpoint=${endpoint.id}`,
    '/developer-tools/webhooks/deliveries?status=404&from=2026-11-01',
    `/developer-tools/webhooks/deliveries/${deliveryId}`,
    '/developer-tools/webhooks/receiver',
    '/developer-tools/webhooks/verify',
  ]);
});

test('pages of an account with data: account and tools', async ({ page, account }) => {
  await seed(account);
  await judgePages(page, [
    '/developer-tools/api-reference',
    '/developer-tools/auto-replace',
    '/developer-tools/sender-ids',
    '/account/sending',
    '/account/members',
    '/account/audit-log',
    '/account/verification',
    '/profile',
  ]);
});

test('pages where nothing matches or exists', async ({ page, openPage, account }) => {
  await judgePages(page, [
    '/messages?status=unknown&search=123',
    '/messages/received',
    '/messages/received?search=nothing-has-this',
    '/developer-tools/api-keys',
    '/developer-tools/api-keys?search=nothing-has-this-name',
    '/developer-tools/auto-replace?search=nothing-has-this',
    '/developer-tools/sender-ids',
    '/developer-tools/webhooks',
    '/developer-tools/webhooks/receiver',
    '/account/members?search=nothing-has-this-name',
    '/account/audit-log?since=1h&actor=system',
  ]);
  const basic = await openPage(await createUser(account, 'basic'), PHONE);
  await judgePages(basic, ['/developer-tools/api-keys', '/account/audit-log', '/account/verification']);
});

test('pages of an account that is not verified', async ({ openPage }) => {
  const { admin } = await createAccount({ name: `Unverified ${Date.now()} with a long name`, verified: false });
  const page = await openPage(admin, PHONE);
  await judgePages(page, ['/overview', '/developer-tools/api-keys', '/account/verification']);
});

test.describe('the operator’s pages', () => {
  test.use({ signedInAs: 'operator' });

  test('with and without rows', async ({ page, openPage, user }) => {
    const account = await createAccount({ name: `Pending ${Date.now()} with a long name`, verified: false });
    const request = await requestVerification(account.admin, {
      company: 'Acme Ltd',
      website: `https://acme.example/${'long-'.repeat(30)}`,
      contact: 'Ann Lee, +372 5555 5555',
      purpose: LONG,
      monthlyVolume: 'more',
    });
    await requestSenderId(account.admin, { value: 'Acme' });
    await makeReceived(null, [{ text: LONG, recipient: '12345678901234567890' }]);
    await assignNumber(user, { number: `N${account.id.slice(-10)}`, keyword: 'join', accountId: account.id });
    await judgePages(page, [
      '/operator/accounts',
      '/operator/users',
      '/operator/users?search=nothing-has-this-name',
      '/operator/security-events?address=192.0.2.1',
      '/operator/verification-requests',
      `/operator/verification-requests/${request.id}`,
      '/operator/verification-requests?state=approved&page=7',
      '/operator/sender-ids',
      '/operator/carriers',
      '/operator/carriers/new',
      '/operator/carriers/simulator',
      '/operator/routes',
      '/operator/routes?to=%2B37255555555',
      '/operator/delivery-reports',
      '/operator/numbers',
      '/operator/numbers/unassigned',
    ]);
    const applicant = await openPage(account.admin, PHONE);
    await judgePages(applicant, ['/account/verification']);
    await rejectRequest(user, { id: request.id, reason: 'The website does not exist.' });
    await judgePages(applicant, ['/overview', '/account/verification']);
    await judgePages(page, [`/operator/verification-requests/${request.id}`]);
  });
});

test.describe('without a session', () => {
  test.use({ signedInAs: null, expectedError: /status of (401|404)/ });

  test('links, sign-in and the reference of error codes', async ({ page, account }) => {
    const { token } = await inviteMember(account.admin, { email: `visitor.${account.id}@example.com`, role: 'basic' });
    const { url } = await makeResetLink(commandLine(account), account.admin.email);
    await judgePages(page, [
      '/docs/errors',
      '/docs/errors/unauthorized',
      '/docs/errors/idempotency_key_in_use',
      '/docs/errors/no_such_code',
      `/invitation#token=${token}`,
      '/invitation#token=unknown',
      url,
      '/reset-password#token=none',
      '/setup#token=none',
      '/nothing/here',
    ]);
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('Enter your password.').waitFor();
    await page.getByLabel('E-mail address').fill(account.admin.email);
    await page.getByLabel('Password').fill(`${PASSWORD}, not`);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('E-mail address or password is wrong.').waitFor();
    await expectNoA11yViolations(page);
  });
});
