import { createHash, createHmac } from 'node:crypto';
import { expect, openNewKey, takeCredential, test } from './fixtures';
import { BASE_URL } from './installation';

const BODY = JSON.stringify({ to: '+37255512345', text: 'Hello' });

function post(headers: Record<string, string>): Promise<Response> {
  return fetch(`${BASE_URL}/api/sms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: BODY,
  });
}

/** The headers that a client of MessageMedia's REST API sends. */
function signed(keyId: string, secret: string, hash: 'sha256' | 'sha1'): Record<string, string> {
  const date = new Date().toUTCString();
  const digest = createHash('sha256').update(BODY).digest('hex');
  const text = `X-Date: ${date}\nX-Content-SHA256: ${digest}\nPOST /api/sms HTTP/1.1`;
  const signature = createHmac(hash, secret).update(text).digest('base64');
  return {
    'x-date': date,
    'x-content-sha256': digest,
    authorization: `hmac username="${keyId}", algorithm="hmac-${hash}", headers="X-Date X-Content-SHA256 request-line", signature="${signature}"`,
  };
}

test('a Basic pair sends; copying returns its key id only', async ({ page }) => {
  const modal = await openNewKey(page, 'Basic client');
  await expect(modal.getByText('Live · never · can be copied later')).toBeVisible();
  await modal.getByRole('radio', { name: 'Basic' }).check({ force: true });
  await expect(modal.getByText('Live · never · shown once')).toBeVisible();
  const { keyId, secret } = await takeCredential(page, modal);
  expect(keyId).toMatch(/^bk_/);
  const authorization = `Basic ${Buffer.from(`${keyId}:${secret}`).toString('base64')}`;
  expect((await post({ authorization })).status).toBe(202);
  await expect(page.getByRole('row', { name: /Basic client/ })).toContainText(keyId ?? '-');
  await page.getByRole('button', { name: 'Copy the key of Basic client' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(keyId);
});

test('an HMAC pair signs, with SHA-1 if the form allowed it', async ({ page }) => {
  const modal = await openNewKey(page, 'HMAC client');
  await modal.getByRole('radio', { name: 'HMAC' }).check({ force: true });
  await modal.getByRole('button', { name: 'Environment, expiry, copying' }).click();
  await modal.getByLabel('Compatible with SHA-1 and MD5 clients').check();
  await modal.getByRole('button', { name: 'Create' }).click();
  const reveal = page.getByRole('dialog', { name: 'API credentials created' });
  await expect(reveal.getByText('The secret is shown only now.')).toBeVisible();
  const ok = reveal.getByRole('button', { name: 'Ok' });
  const keyId = (await page.getByTestId('revealed-key-id').textContent()) ?? '';
  const secret = (await page.getByTestId('revealed-key').textContent()) ?? '';
  const copyButtons = reveal.getByRole('button', { name: 'Copy' });
  await copyButtons.first().click();
  await expect(ok).toBeDisabled();
  await copyButtons.last().click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  await ok.click();
  await expect(reveal).toBeHidden();
  expect((await post(signed(keyId, secret, 'sha256'))).status).toBe(202);
  expect((await post(signed(keyId, secret, 'sha1'))).status).toBe(202);
});

test('a key shown once cannot be copied; the summary shows an expiring test key', async ({ page }) => {
  const modal = await openNewKey(page, 'Once');
  await modal.getByRole('button', { name: 'Environment, expiry, copying' }).click();
  await modal.getByLabel('Show once').check();
  await modal.getByRole('radio', { name: /^Test/ }).check();
  await modal.getByLabel('Expiry').selectOption('7');
  await expect(modal.getByText(/^Test · until .* · shown once$/)).toBeVisible();
  await modal.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText('The key is shown only now.')).toBeVisible();
  await page.getByLabel('I have saved it').check();
  await page.getByRole('button', { name: 'Ok' }).click();
  const row = page.getByRole('row', { name: /Once/ });
  await expect(row.getByRole('img', { name: 'Shown once: cannot be copied' })).toBeVisible();
  await expect(row.getByRole('button', { name: 'Copy the key of Once' })).toBeHidden();
  await expect(row).toContainText('test');
  await expect(row).toContainText('Expires in');
});

test('fields with an error do not collapse', async ({ page }) => {
  const modal = await openNewKey(page, 'Without a scope');
  const more = modal.getByRole('button', { name: 'Environment, expiry, copying' });
  await more.click();
  await modal.getByLabel('sms:send').uncheck();
  await modal.getByLabel('sms:read').uncheck();
  await modal.getByRole('button', { name: 'Create' }).click();
  await expect(modal.getByText('Choose at least one scope.')).toBeVisible();
  await more.click();
  await expect(modal.getByText('Choose at least one scope.')).toBeVisible();
  await modal.getByLabel('sms:send').check();
  await modal.getByLabel('Expiry').selectOption('custom');
  await modal.getByLabel('Expires at').fill('2020-01-01T00:00');
  await modal.getByRole('button', { name: 'Create' }).click();
  await expect(modal.getByText('Choose a time in the future.')).toBeVisible();
});

test('a reload during the reveal loses the value', async ({ page }) => {
  const modal = await openNewKey(page, 'Lost');
  await modal.getByRole('radio', { name: 'HMAC' }).check({ force: true });
  await modal.getByRole('button', { name: 'Create' }).click();
  const secret = (await page.getByTestId('revealed-key').textContent()) ?? '-';
  await page.reload();
  await page.getByRole('row', { name: /Lost/ }).waitFor();
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(await page.content()).not.toContain(secret);
});
