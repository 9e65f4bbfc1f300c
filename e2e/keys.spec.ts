import { ADMIN_SESSION, createKey, expect, makeMember, postern, pressUntil, send, signIn, test } from './trial';

test.use({ storageState: ADMIN_SESSION });

test('the reveal dialog closes by Ok alone', async ({ page }) => {
  await page.goto('/developer-tools/api-keys');
  await page.getByRole('heading', { name: 'API Keys' }).waitFor();
  const modal = page.getByRole('dialog', { name: 'New API Key for SMS Service' });
  await pressUntil(page, 'n', modal.getByLabel('Key Name'));
  await modal.getByLabel('Key Name').fill('');
  await modal.getByRole('button', { name: 'Create' }).click();
  await expect(modal.getByText('Give the key a name.')).toBeVisible();
  await modal.getByLabel('Key Name').fill('Revealed');
  await page.keyboard.press('Enter');
  const reveal = page.getByRole('dialog', { name: 'API key created' });
  await expect(reveal).toBeVisible();
  await page.keyboard.press('Escape');
  await page.mouse.click(5, 5);
  await expect(reveal).toBeVisible();
  await expect(reveal.getByRole('button', { name: 'Ok' })).toBeDisabled();
  const value = (await page.getByTestId('revealed-key').textContent()) ?? '';
  const download = page.waitForEvent('download');
  await reveal.getByRole('button', { name: 'Download' }).click();
  const chunks = await (await (await download).createReadStream()).toArray();
  expect(Buffer.concat(chunks).toString()).toContain(value);
  await reveal.getByRole('button', { name: 'Ok' }).click();
  await expect(reveal).toBeHidden();
});

test('a taken name is told at its field', async ({ page }) => {
  await createKey(page, 'Taken');
  await page.getByRole('button', { name: 'New API Key' }).first().click();
  await page.getByLabel('Key Name').fill('Taken');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText('Another key has this name. Choose a different one.')).toBeVisible();
  await expect(page.getByLabel('Key Name')).toHaveAttribute('aria-invalid', 'true');
});

test('a deleted key is gone and refused', async ({ page }) => {
  const key = await createKey(page, 'Short-lived');
  await page.getByRole('button', { name: 'Actions for Short-lived' }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete key' }).click();
  await expect(page.getByRole('row', { name: /Short-lived/ })).toBeHidden();
  expect((await send(key, { to: '+37255512345', text: 'Hello' })).status).toBe(401);
});

test('members who are not administrators copy keys and manage none', async ({ page }) => {
  await makeMember('basic@example.com', 'basic', 'a basic password');
  await createKey(page, 'For everybody');
  await page.context().clearCookies();
  await signIn(page, { email: 'basic@example.com', password: 'a basic password' });
  await page.goto('/developer-tools/api-keys');
  await expect(page.getByText('Only administrators of the account create, disable and delete them.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'New API Key' })).toBeHidden();
  await expect(page.getByRole('switch', { name: 'For everybody: enabled' })).toBeDisabled();
  await page.getByRole('button', { name: 'Actions for For everybody' }).click();
  await expect(page.getByRole('menuitem', { name: 'Delete…' })).toBeHidden();
  await page.getByRole('menuitem', { name: 'Copy', exact: true }).click();
  await expect(page.getByText('The key of “For everybody”.')).toBeVisible();
});

test('an account that is not verified sees why it has no keys yet', async ({ page }) => {
  const account = (await postern('account', 'create', '--name', 'Newcomer')) as { id: string };
  const person = { email: 'new@example.com', password: 'a newcomer password' };
  await makeMember(person.email, 'admin', person.password, account.id);
  await page.context().clearCookies();
  await signIn(page, person);
  await page.goto('/developer-tools/api-keys');
  await expect(page.getByText('This account is not verified yet.').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'New API Key' }).first()).toHaveAttribute('aria-disabled', 'true');
});
