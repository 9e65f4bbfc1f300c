import type { Browser, BrowserContext, Page } from '@playwright/test';
import { expectSound, PHONE } from './sound';
import { ADMIN, ADMIN_SESSION, expect, makeMember, postern, signIn, test } from './trial';

const PASSWORD = 'nine dry otters singing';
const SIGNED_OUT = { cookies: [], origins: [] };
let people = 0;

/** An address nobody has, in whichever try of a journey. */
const newAddress = (name: string) => `${name}-${Date.now()}-${++people}@example.com`;

/** A second person with a browser of their own, signed in nowhere. */
async function secondBrowser(browser: Browser): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ storageState: SIGNED_OUT });
  return { context, page: await context.newPage() };
}

/** Invites by the page and gives the link that it shows once. */
async function invite(page: Page, email: string, role: string): Promise<string> {
  await page.goto('/account/members');
  await page.getByRole('button', { name: 'Invite member' }).click();
  const form = page.getByRole('dialog', { name: 'Invite member' });
  await form.getByLabel('E-mail address').fill(email);
  await form.getByLabel('Role').selectOption({ label: role });
  await form.getByRole('button', { name: 'Create invitation link' }).click();
  const link = (await page.getByTestId('one-time-link').textContent()) ?? '';
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await page.getByRole('button', { name: 'Done' }).click();
  return link;
}

const rowOf = (page: Page, email: string) => page.getByRole('row').filter({ hasText: email });

async function choose(page: Page, email: string, item: string): Promise<void> {
  await rowOf(page, email)
    .getByRole('button', { name: /^Actions for/ })
    .click();
  await page.getByRole('menuitem', { name: item }).click();
}

test.describe('an administrator', () => {
  test.use({ storageState: ADMIN_SESSION });

  test('invites, promotes and removes; each counts on the other person’s next page', async ({ page, browser }) => {
    const email = newAddress('leo.kask');
    const link = await invite(page, email, 'Advanced user');
    expect(await page.content()).not.toContain(link);
    await expect(page.getByRole('listitem').filter({ hasText: email })).toContainText('Advanced user');

    const second = await secondBrowser(browser);
    await test.step('the invited person chooses a password and is in', async () => {
      await second.page.goto(link);
      await expect(second.page.getByRole('heading', { name: `Join ${ADMIN.accountName}` })).toBeVisible();
      await second.page.getByLabel('Choose a password').fill('short');
      await second.page.getByRole('button', { name: 'Join' }).click();
      await expect(second.page.getByText('Use at least 12 characters.')).toBeVisible();
      await second.page.getByLabel('Choose a password').fill(PASSWORD);
      await second.page.getByRole('button', { name: 'Join' }).click();
      await second.page.waitForURL('**/overview');
    });
    await test.step('sees keys and members, and can change neither', async () => {
      await second.page.goto('/developer-tools/api-keys');
      await expect(second.page.getByRole('heading', { name: 'API Keys' })).toBeVisible();
      await expect(second.page.getByRole('button', { name: 'New API Key' })).toHaveCount(0);
      await second.page.goto('/account/members');
      await expect(rowOf(second.page, email)).toContainText('you');
      await expect(second.page.getByRole('button', { name: 'Invite member' })).toHaveCount(0);
      await expect(second.page.getByRole('button', { name: /^Actions for/ })).toHaveCount(1);
    });
    await test.step('the link no longer works', async () => {
      await second.page.goto(link);
      await expect(second.page.getByRole('heading', { name: 'This invitation was used' })).toBeVisible();
    });
    await test.step('promoted: the next page offers new keys', async () => {
      await page.goto(`/account/members?search=${email}`);
      await choose(page, email, 'Make Administrator');
      await expect(rowOf(page, email)).toContainText('Administrator');
      await second.page.goto('/developer-tools/api-keys');
      await expect(second.page.getByRole('button', { name: 'New API Key' }).first()).toBeVisible();
    });
    await test.step('removed: the next request is signed out', async () => {
      await choose(page, email, 'Remove…');
      await page.getByRole('button', { name: 'Remove member' }).click();
      await expect(page.getByRole('heading', { name: 'No member matches' })).toBeVisible();
      await second.page.goto('/overview');
      await expect(second.page).toHaveURL(/\/sign-in/);
    });
    await second.context.close();
  });

  test('cannot invite a member again, nor go as the only one', async ({ page }) => {
    await page.goto('/account/members');
    await page.getByRole('button', { name: 'Invite member' }).click();
    await page.getByLabel('E-mail address').fill(ADMIN.email);
    await page.getByRole('button', { name: 'Create invitation link' }).click();
    await expect(page.getByText('This person is a member of the account already.')).toBeVisible();
    await page.keyboard.press('Escape');
    await page.goto(`/account/members?search=${ADMIN.email}`);
    await choose(page, ADMIN.email, 'Leave account…');
    await page.getByRole('button', { name: 'Leave account' }).click();
    await expect(page.getByText('is the only administrator. Make somebody else one first.')).toBeVisible();
  });

  test('revokes an invitation, whose link says so', async ({ page, browser }) => {
    const email = newAddress('revoked');
    const link = await invite(page, email, 'Basic user');
    await page.getByRole('button', { name: `Revoke the invitation of ${email}` }).click();
    await page.getByRole('button', { name: 'Revoke invitation' }).click();
    await expect(page.getByText(`The link for ${email} no longer works.`)).toBeVisible();
    const second = await secondBrowser(browser);
    await second.page.goto(link);
    await expect(second.page.getByRole('heading', { name: 'This link is not valid' })).toBeVisible();
    await second.context.close();
  });
});

test('somebody with two accounts joins signed in as the right person, and switches back', async ({ page, browser }) => {
  const email = newAddress('two.accounts');
  const account = `Harbour ${Date.now()}`;
  await postern('account', 'create', '--name', account);
  await makeMember(email, 'admin', PASSWORD, account);
  const inviting = await browser.newContext({ storageState: ADMIN_SESSION });
  const link = await invite(await inviting.newPage(), email, 'Basic user');
  await inviting.close();

  await signIn(page);
  await page.goto(link);
  await expect(page.getByText(`You are signed in as ${ADMIN.email}.`)).toBeVisible();
  await page.getByRole('button', { name: 'Sign out to accept it' }).click();
  await page.getByRole('link', { name: 'Sign in to join' }).click();
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: `Join ${ADMIN.accountName}` }).click();
  await page.waitForURL('**/overview');

  const otherTab = await page.context().newPage();
  await otherTab.goto('/messages');
  await otherTab.getByRole('banner').getByText(ADMIN.accountName).waitFor();
  const menu = page.getByRole('button', { name: /^User menu/ });
  await menu.click();
  await expect(page.getByText(`Basic user of ${ADMIN.accountName}`)).toBeVisible();
  await page.getByRole('menuitem', { name: `Switch to ${account}` }).click();
  await expect(page.getByRole('banner').getByText(account)).toBeVisible();
  await expect(otherTab.getByRole('banner').getByText(account)).toBeVisible();
  await page.goto('/account/members');
  await expect(page.getByText(`The members of ${account}`)).toBeVisible();
  await expect(page.getByText(ADMIN.email)).toHaveCount(0);
});

test.describe('in every look', () => {
  test.use({ ...PHONE, storageState: ADMIN_SESSION });

  test('members and invitations are sound', async ({ page, browser }) => {
    const email = newAddress('a.person.with.a.very.long.address.that.has.to.be.cut.somewhere');
    await makeMember(newAddress('member.with.a.long.name.indeed'), 'basic', PASSWORD);
    await page.goto('/account/members');
    await page.getByRole('button', { name: 'Invite member' }).click();
    await page.getByRole('button', { name: 'Create invitation link' }).click();
    await page.getByText('Enter an e-mail address such as').waitFor();
    await expectSound(page);
    await page.getByLabel('E-mail address').fill(email);
    await page.getByRole('button', { name: 'Create invitation link' }).click();
    const link = (await page.getByTestId('one-time-link').textContent()) ?? '';
    await expectSound(page);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: `Revoke the invitation of ${email}` }).waitFor();
    await expectSound(page);
    await page
      .getByRole('button', { name: /^Actions for/ })
      .filter({ visible: true })
      .last()
      .click();
    await page.getByRole('menuitem', { name: 'Remove…' }).waitFor();
    await expectSound(page);
    await page.getByRole('menuitem', { name: 'Remove…' }).click();
    await page.getByRole('dialog', { name: 'Remove this member?' }).waitFor();
    await expectSound(page);
    await page.goto('/account/members?search=nobody-has-this-name');
    await page.getByRole('heading', { name: 'No member matches' }).waitFor();
    await expectSound(page);
    for (const address of [link, '/invitation?token=unknown']) {
      await page.goto(address);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expectSound(page);
    }
    const context = await browser.newContext({ storageState: SIGNED_OUT, ...PHONE });
    const visitor = await context.newPage();
    await visitor.goto(link);
    await visitor.getByLabel('Choose a password').waitFor();
    await expectSound(visitor);
    await context.close();
  });
});
