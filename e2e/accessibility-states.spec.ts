// Dialogs, menus and forms with errors, each once.
import type { Page } from '@playwright/test';
import { requestVerification } from '../lib/accounts/verification/commands';
import { requestSenderId } from '../lib/senders/commands';
import { approveSender } from '../lib/testing/factories';
import { addKey, addKeys, createAccount, createUser, PASSWORD } from './accounts';
import { expectNoA11yViolations, PHONE } from './axe';
import { expect, send, signOut, test } from './fixtures';
import { setUpTwoFactor } from './two-factor';

test.use(PHONE);

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).filter({ visible: true });

/** Opens a dialog or menu, checks it, and closes it. */
async function judgeOverlay(page: Page, open: () => Promise<void>, role: 'dialog' | 'menu' = 'dialog'): Promise<void> {
  await open();
  const overlay = page.getByRole(role);
  await overlay.first().waitFor();
  await expectNoA11yViolations(page);
  await page.keyboard.press('Escape');
  await expect(overlay).toHaveCount(0);
}

test('menus of the header, and the list of keys', async ({ page, account }) => {
  await addKeys(account, 'Listed', 2);
  await page.goto('/developer-tools/api-keys');
  for (const name of ['Theme', /^Simulator/, /^User menu/]) {
    await button(page, name).click();
    await expectNoA11yViolations(page);
    await page.keyboard.press('Escape');
  }
  await page.getByRole('button', { name: 'Kind', exact: true }).click();
  await page.getByRole('menuitemradio', { name: 'HMAC' }).waitFor();
  await expectNoA11yViolations(page);
  await page.keyboard.press('Escape');
  await judgeOverlay(page, () => page.keyboard.press('?'));
  await page.getByRole('checkbox', { name: 'Select Listed 01' }).click();
  await page.getByRole('region', { name: 'Selected keys' }).waitFor();
  await expectNoA11yViolations(page);
  await judgeOverlay(page, () => page.getByRole('button', { name: 'Delete…' }).click());
  await page.getByRole('button', { name: 'Select nothing' }).click();
  await judgeOverlay(page, async () => {
    await button(page, 'Actions for Listed 01').click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByRole('dialog', { name: 'Delete this key?' }).waitFor();
  });
});

test('the modal that creates keys', async ({ page }) => {
  await page.goto('/developer-tools/api-keys');
  await button(page, 'New API Key').first().click();
  await page.getByRole('dialog').waitFor();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('Enter a name for the key.').waitFor();
  await page.getByRole('radio', { name: 'HMAC' }).check({ force: true });
  await page.getByRole('button', { name: 'Environment, expiry, copying' }).click();
  await page.getByLabel('Compatible with SHA-1 and MD5 clients').check();
  await page.getByLabel('Expiry').selectOption('custom');
  await expectNoA11yViolations(page);
  await page.getByLabel('Expiry').selectOption('never');
  await page.getByLabel('Key Name').fill('Pair');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('dialog', { name: 'API credentials created' }).waitFor();
  await expectNoA11yViolations(page);
});

test('the page of a key', async ({ page, account }) => {
  const { id, key } = await addKey(account, { name: 'Looks' });
  await send(key, { to: '+37255512345', text: 'Hello' });
  await send(key, { to: 'no number', text: 'Hello' });
  await page.goto(`/developer-tools/api-keys/${id}`);
  await page.getByText('As a table').click();
  await page.getByRole('slider', { name: 'Usage by day' }).focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('End');
  await expect(page.getByRole('slider')).toHaveAttribute('aria-valuetext', /1 (delivered|waiting)/);
  await page.getByRole('switch', { name: 'Restrict by address' }).click();
  await page.getByLabel('Allowed addresses').fill('0.0.0.0/0\n2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff/64\nnonsense');
  await page.getByText('Line 3, “nonsense”').waitFor();
  await page.getByRole('button', { name: 'Try it on a text' }).click();
  await page.getByLabel('Text to try').waitFor();
  await page.getByRole('checkbox', { name: /^Allow in the URL/ }).check();
  await page.getByLabel('Would this address be allowed?').fill('203.0.113.9');
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText('203.0.113.9 is allowed').waitFor();
  await expectNoA11yViolations(page);
  await page.getByRole('button', { name: 'Rotate' }).first().click();
  await page.getByRole('dialog', { name: 'Rotate this key' }).waitFor();
  await expectNoA11yViolations(page);
  await page.getByRole('button', { name: 'Rotate key' }).click();
  await page.getByTestId('revealed-key').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Copy' }).click();
  await page.getByRole('button', { name: 'Ok' }).click();
  await page.getByText('Rotating: the old secret ends').waitFor();
  await expectNoA11yViolations(page);
  for (const name of ['End now', 'Extend…', 'Rename', 'Delete…']) {
    await judgeOverlay(page, () => page.getByRole('button', { name, exact: true }).click());
  }
});

test('a message to cancel', async ({ page, account }) => {
  const { key } = await addKey(account, { name: 'Later' });
  const sendAt = new Date(Date.now() + 48 * 3_600_000).toISOString();
  await send(key, { to: '+37255512347', text: 'Hello', send_at: sendAt });
  await page.goto('/messages?status=scheduled');
  await judgeOverlay(page, () => button(page, 'Cancel the message to +37255512347').click());
});

test('auto-replace', async ({ page }) => {
  await page.goto('/developer-tools/auto-replace');
  await page.getByRole('heading', { name: 'Your table' }).waitFor();
  await expectNoA11yViolations(page);
  await page.getByRole('button', { name: 'Load the default table' }).click();
  await page.getByRole('button', { name: 'Change „' }).waitFor();
  const form = page.getByRole('form', { name: 'Add an entry' });
  await form.getByLabel('Search').fill('a very long word that is looked for here');
  await form.getByLabel('Replacement').fill('漢字'.repeat(50));
  await form.getByRole('button', { name: 'Add' }).click();
  await page.getByRole('button', { name: 'Change a very long' }).waitFor();
  await form.getByRole('button', { name: 'Add' }).click();
  await page.getByText('Enter the character or word to replace.').waitFor();
  await page.getByRole('radio', { name: /^Full/ }).check();
  await page.getByLabel('Text to try').fill(`Łódź [€] 漢字 ا ${'x'.repeat(200)}`);
  await page.getByText('No similar character in GSM-7').waitFor();
  await page.getByRole('button', { name: 'Change „' }).click();
  await page.getByRole('form', { name: 'Change „' }).waitFor();
  await expectNoA11yViolations(page);
  await judgeOverlay(page, async () => {
    await page.getByRole('button', { name: 'Import CSV…' }).click();
    const file = { name: 'table.csv', mimeType: 'text/csv', buffer: Buffer.from('search,replacement\nš;s\n') };
    await page.getByRole('dialog').getByLabel('File', { exact: true }).setInputFiles(file);
    await page.getByText('Line 2: Separate the two values with a comma').waitFor();
  });
});

test('sender IDs and sending defaults', async ({ page, account }) => {
  for (const value of ['Acme', '1234']) await approveSender(account.admin, value);
  await addKey(account, { name: 'Shop', defaultSender: 'Acme' });
  await page.goto('/developer-tools/sender-ids');
  await judgeOverlay(page, async () => {
    await page.getByRole('button', { name: 'Request sender ID' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Request', exact: true }).click();
    await page.getByText('Use a name of at most 11 characters').waitFor();
  });
  for (const [value, title] of [
    ['Acme', 'This sender ID is in use'],
    ['1234', 'Remove this sender ID?'],
  ] as const) {
    await judgeOverlay(page, async () => {
      await button(page, `Actions for ${value}`).click();
      await page.getByRole('menuitem', { name: 'Remove…' }).click();
      await page.getByRole('dialog', { name: title }).waitFor();
    });
  }
  await page.goto('/account/sending');
  await page.getByLabel('Default sender').selectOption('Acme');
  await expectNoA11yViolations(page);
});

test('members, their menu and invitations', async ({ page, account }) => {
  const member = await createUser(account, 'basic');
  await page.goto('/account/members');
  await page.getByRole('button', { name: 'Invite member' }).click();
  await page.getByRole('button', { name: 'Create invitation link' }).click();
  await page.getByText('Enter an e-mail address such as').waitFor();
  await expectNoA11yViolations(page);
  await page.getByLabel('E-mail address').fill(`invited.${account.id}@example.com`);
  await page.getByRole('button', { name: 'Create invitation link' }).click();
  await page.getByTestId('one-time-link').waitFor();
  await expectNoA11yViolations(page);
  await page.getByRole('button', { name: 'Done' }).click();
  const actions = page.locator('tr, main li').filter({ hasText: member.email, visible: true });
  await actions.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Remove…' }).waitFor();
  await expectNoA11yViolations(page);
  await judgeOverlay(page, async () => {
    await page.getByRole('menuitem', { name: 'Remove…' }).click();
    await page.getByRole('dialog', { name: 'Remove this member?' }).waitFor();
  });
});

test('a verification request', async ({ openPage }) => {
  const { admin } = await createAccount({ verified: false });
  const page = await openPage(admin, PHONE);
  await page.goto('/account/verification');
  await page.getByRole('button', { name: 'Request verification' }).click();
  await page.getByText('Enter the name of your company or organization.').waitFor();
  await expectNoA11yViolations(page);
});

test.describe('the operator', () => {
  test.use({ signedInAs: 'operator' });

  test('decides', async ({ page }) => {
    const { admin, name } = await createAccount({ verified: false });
    const request = await requestVerification(admin, {
      ...{ company: 'Acme', contact: 'Ann Lee, +372 5555 5555', purpose: 'Codes for signing in to our shop.' },
      monthlyVolume: 'more',
    });
    await requestSenderId(admin, { value: 'Acme' });
    await page.goto(`/operator/verification-requests/${request.id}`);
    await judgeOverlay(page, () => page.getByRole('button', { name: 'Approve…' }).click());
    await judgeOverlay(page, () => page.getByRole('button', { name: 'Reject…' }).click());
    await page.goto('/operator/sender-ids');
    await judgeOverlay(page, () => button(page, `Reject Acme of ${name}…`).click());
  });

  test('manages accounts and users', async ({ page, account }) => {
    const member = await createUser(account, 'advanced');
    await page.goto(`/operator/accounts?search=${account.name}`);
    await judgeOverlay(page, () => page.getByRole('button', { name: 'New account' }).click());
    await judgeOverlay(page, () => button(page, `Invite administrator of ${account.name}…`).click());
    await page.goto(`/operator/users?search=${member.email}`);
    await button(page, /^Actions for/).click();
    await page.getByRole('menuitem', { name: 'Disable…' }).waitFor();
    await expectNoA11yViolations(page);
    await page.getByRole('menuitem', { name: 'Create reset link…' }).click();
    await page.getByRole('dialog', { name: 'Create a reset link?' }).waitFor();
    await expectNoA11yViolations(page);
    await page.getByRole('button', { name: 'Create reset link' }).click();
    await page.getByTestId('one-time-link').waitFor();
    await expectNoA11yViolations(page);
  });
});

test.describe('two-factor sign-in', () => {
  test.use({ signedInAs: 'basic', expectedError: /status of 401.*callback\/credentials/ });

  test('set-up, profile with errors, and both codes', async ({ page, user }) => {
    await page.goto('/profile');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Enter your current password.').waitFor();
    await expectNoA11yViolations(page);
    await setUpTwoFactor(page, () => expectNoA11yViolations(page));
    await expectNoA11yViolations(page);
    await judgeOverlay(page, () => page.getByRole('button', { name: 'Turn off…' }).click());
    await signOut(page);
    await page.getByLabel('E-mail address').fill(user.email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByLabel('Code from your authenticator app').waitFor();
    await expectNoA11yViolations(page);
    await page.getByRole('button', { name: 'Use a recovery code instead' }).click();
    await expectNoA11yViolations(page);
  });
});
