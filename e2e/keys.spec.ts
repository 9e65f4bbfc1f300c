import { addKey } from './accounts';
import { expect, pressUntil, send, test } from './fixtures';

test('only Ok closes the reveal dialog', async ({ page }) => {
  await page.goto('/developer-tools/api-keys');
  await page.getByRole('heading', { name: 'API Keys' }).waitFor();
  const modal = page.getByRole('dialog', { name: 'New API Key for SMS Service' });
  await pressUntil(page, 'n', modal.getByLabel('Key Name'));
  await modal.getByLabel('Key Name').fill('');
  await modal.getByRole('button', { name: 'Create' }).click();
  await expect(modal.getByText('Enter a name for the key.')).toBeVisible();
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

test('the field shows that a name exists', async ({ page, account }) => {
  await addKey(account, { name: 'Existing' });
  await page.goto('/developer-tools/api-keys');
  await page.getByRole('button', { name: 'New API Key' }).first().click();
  await page.getByLabel('Key Name').fill('Existing');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText('Another key has this name. Choose a different one.')).toBeVisible();
  await expect(page.getByLabel('Key Name')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Key Name').fill('Sh\u200bop');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText('Remove U+200B (zero-width space): it is invisible.')).toBeVisible();
});

test('a deleted key is not listed and is refused', async ({ page, account }) => {
  const { key } = await addKey(account, { name: 'Short-lived' });
  await page.goto('/developer-tools/api-keys');
  await page.getByRole('button', { name: 'Actions for Short-lived' }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete key' }).click();
  // While the dialog is open, the table behind it has no role, and the button has another name during the deletion.
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('row', { name: /Short-lived/ })).toBeHidden();
  expect((await send(key, { to: '+37255512345', text: 'Hello' })).status).toBe(401);
});
