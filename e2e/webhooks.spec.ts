import { Webhook } from 'standardwebhooks';
import { startReceiver } from '../lib/testing/receiver';
import { addKey } from './accounts';
import { expect, send, test } from './fixtures';

test('an endpoint from its first report to its removal', async ({ page, account }) => {
  let answer = 500;
  const receiver = await startReceiver((_, response) => response.writeHead(answer).end());
  const { key } = await addKey(account, { name: 'Checkout' });
  await addKey(account, { name: 'Other' });
  let secret = '';

  await test.step('the first report is seen in the built-in receiver, without a server', async () => {
    await page.goto('/developer-tools/webhooks');
    await page.getByRole('button', { name: 'Receive a first report without a server' }).click();
    await expect(page.getByText('Waiting for the first report.')).toBeVisible();
    await send(key, { to: '+37255512345', text: 'Hello', reference: 'first' });
    const arrived = page.getByRole('listitem').filter({ hasText: 'Delivered' });
    await expect(arrived.getByText('Signature valid')).toBeVisible();
    await expect(arrived.getByText('"reference":"first"')).toBeVisible();
    await page.getByRole('button', { name: 'Send a test event' }).click();
    await expect(arrived).toHaveCount(2);
  });

  await test.step('what was typed stays after an error, and the secret of a new endpoint is shown', async () => {
    await page.getByRole('navigation', { name: 'Webhooks' }).getByRole('link', { name: 'Endpoints' }).click();
    await page.getByRole('link', { name: 'New endpoint' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Order service');
    await page.getByLabel('URL', { exact: true }).fill('http://10.0.0.1/reports');
    await page.getByLabel(/^Submitted/).check();
    await page.getByRole('combobox', { name: 'Keys' }).fill('check');
    await page.getByRole('option', { name: 'Checkout' }).click();
    await page.getByRole('button', { name: 'Add a header' }).click();
    await page.getByLabel('Name of header 1').fill('X-Token');
    await page.getByLabel('Value of header 1').fill('a-token');
    await page.getByRole('button', { name: 'Create endpoint' }).click();
    await expect(page.getByText('Use a public address.')).toBeVisible();
    await expect(page.getByLabel('Value of header 1')).toHaveValue('a-token');
    await page.getByLabel('URL', { exact: true }).fill(`${receiver.url}/reports`);
    await page.getByRole('button', { name: 'Create endpoint' }).click();
    const dialog = page.getByRole('dialog', { name: 'Endpoint created' });
    secret = (await dialog.getByTestId('revealed-secret').textContent()) ?? '';
    await dialog.getByRole('button', { name: 'Ok' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Order service' })).toBeVisible();
    await expect(page.getByLabel('Value of header 1')).toHaveValue('••••••••');
  });

  await test.step('a test event arrives, and its delivery has every attempt', async () => {
    await page.getByRole('button', { name: 'Send a test event' }).click();
    await page.getByRole('menuitem', { name: 'Delivered', exact: true }).click();
    await page.getByRole('button', { name: 'Open it' }).click();
    await expect(page.getByText('Attempt 1: failed')).toBeVisible();
    await expect(page.getByText('HTTP 500').first()).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByText('Cancelled').first()).toBeVisible();
    answer = 204;
    await page.getByRole('button', { name: 'Resend' }).click();
    await expect(page.getByText(/Attempt \d: accepted/)).toBeVisible();
    const [first, last] = [receiver.requests[0], receiver.requests.at(-1)];
    expect(last?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(last?.headers['x-token']).toBe('a-token');
    expect(new Webhook(secret).verify(last?.body ?? '', last?.headers as Record<string, string>)).toMatchObject({
      type: 'message.delivered',
    });
  });

  await test.step('its signature is verified in the browser, step by step', async () => {
    await page.getByRole('link', { name: 'Verify it step by step' }).click();
    await page.getByLabel('Secret or public key').fill(secret);
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Valid', exact: true })).toBeVisible();
    const body = page.getByLabel('Body');
    await body.fill(`${await body.inputValue()}\n`);
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await expect(page.getByText('The body has a line break at its end that was not sent.')).toBeVisible();
  });

  await test.step('the log is filtered by chips, and what failed is sent again with its number', async () => {
    await page.getByRole('navigation', { name: 'Webhooks' }).getByRole('link', { name: 'Deliveries' }).click();
    await page.getByRole('button', { name: 'Endpoint', exact: true }).click();
    await page.getByRole('menuitemradio', { name: 'Order service' }).click();
    await page.waitForURL(/endpoint=/);
    await expect(page.getByRole('row')).toHaveCount(2);
    await page.getByRole('link', { name: 'Clear Endpoint' }).click();
    await expect(page.getByRole('row')).toHaveCount(4);
    await page.getByRole('button', { name: 'Resend failed…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Resend failed deliveries' });
    await dialog.getByRole('button', { name: 'Resend', exact: true }).click();
    await expect(dialog.getByText('No delivery failed in this time.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Done' }).click();
  });

  await test.step('its secret is rotated with an overlap, and it is removed', async () => {
    await page.getByRole('navigation', { name: 'Webhooks' }).getByRole('link', { name: 'Endpoints' }).click();
    await page.getByRole('link', { name: 'Order service' }).click();
    await page.getByRole('button', { name: 'Rotate' }).click();
    await page.getByRole('button', { name: 'Rotate secret' }).click();
    const dialog = page.getByRole('dialog', { name: 'Secret rotated' });
    expect(await dialog.getByTestId('revealed-secret').textContent()).not.toBe(secret);
    await dialog.getByRole('button', { name: 'Ok' }).click();
    await expect(page.getByText(/Rotating: the old secret signs, too/)).toBeVisible();
    await page.getByRole('button', { name: 'Remove…' }).click();
    await page.getByRole('button', { name: 'Remove endpoint' }).click();
    await expect(page.getByRole('link', { name: 'Order service' })).toBeHidden();
  });
  await receiver.stop();
});
