import fs from 'node:fs/promises';
import { recordReceived } from '../lib/received/record';
import { inbound } from '../lib/testing/received';
import { startReceiver } from '../lib/testing/receiver';
import { createAccount } from './accounts';
import { expect, test } from './fixtures';

test('the operator assigns a number, and the account finds what is sent to it, in the console and at its webhook', async ({
  page,
  openPage,
  account,
}) => {
  const operator = await openPage((await createAccount({ operator: true })).admin);
  const receiver = await startReceiver();
  const number = `+3725${String(Date.now()).slice(-7)}`;
  const digits = number.slice(1);

  await test.step('a message to a number without an account is shown to operators only', async () => {
    await recordReceived('carrier', [inbound({ to: digits, text: 'Is this the right number?' })]);
    await page.goto('/messages/received');
    await expect(page.getByText('Your account has no number yet')).toBeVisible();
    await operator.goto('/operator/numbers/unassigned');
    const row = operator.getByRole('row').filter({ hasText: number });
    await expect(row).toContainText('Is this the right number?');
    await row.getByRole('button', { name: `Assign ${number}…` }).click();
  });

  await test.step('the form names what is wrong, then assigns the number with a keyword', async () => {
    const dialog = operator.getByRole('dialog', { name: 'Assign a number' });
    await expect(dialog.getByLabel('Number')).toHaveValue(number);
    await dialog.getByLabel('Keyword').fill('two words');
    await dialog.getByRole('button', { name: 'Assign', exact: true }).click();
    await expect(dialog.getByText('Use one word of at most 30 characters')).toBeVisible();
    await dialog.getByLabel('Keyword').fill('join');
    await dialog.getByLabel('Account').selectOption(account.name);
    await dialog.getByLabel('Webhook URL').fill(`${receiver.url}/received`);
    await dialog.getByRole('button', { name: 'Assign', exact: true }).click();
    await expect(operator.getByText(`Messages to ${number} that arrive from now on belong`)).toBeVisible();
    await operator.goto('/operator/numbers');
    const row = operator.getByRole('row').filter({ hasText: number });
    await expect(row).toContainText('keyword JOIN');
    await expect(row).toContainText(account.name);
  });

  await test.step('a long message with the keyword appears without a reload and is posted', async () => {
    const part = (at: number, text: string) =>
      inbound({ to: digits, text, part: { reference: 1, number: at, total: 2 } });
    await expect(page.getByText(`A message to ${number} (JOIN) appears here`)).toBeVisible();
    await recordReceived('carrier', [part(2, ' and some cake'), inbound({ to: digits, text: 'Nothing for you' })]);
    await recordReceived('carrier', [part(1, 'Join us for coffee')]);
    const row = page.getByRole('row').filter({ hasText: 'Join us for coffee and some cake' });
    await row.getByRole('link', { name: '+37255510001' }).click();
    await expect(page.getByText('Accepted')).toBeVisible();
    await expect(page.getByText('HTTP 200')).toBeVisible();
    await expect(page.getByRole('definition').filter({ hasText: '2 · GSM-7' })).toBeVisible();
    expect(receiver.requests).toHaveLength(1);
    expect(JSON.parse(receiver.requests[0]?.body ?? '')).toMatchObject({
      type: 'message.received',
      data: { from: '+37255510001', to: number, keyword: 'JOIN', segments: 2 },
    });
  });

  await test.step('it is found by its words and its number, and is in the CSV file', async () => {
    await page.getByRole('navigation', { name: 'Messages' }).getByRole('link', { name: 'Received' }).click();
    const search = page.getByLabel('Number, name or words');
    for (const [text, rows] of [
      ['cake', 2],
      ['tea', 0],
      [number, 2],
    ] as const) {
      await search.fill(text);
      await search.press('Enter');
      await page.waitForURL(`**/messages/received?search=${encodeURIComponent(text)}`);
      await expect(page.getByRole('row')).toHaveCount(rows);
    }
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download CSV' }).click();
    const file = await fs.readFile(await (await download).path(), 'utf8');
    expect(file).toContain('"Join us for coffee and some cake"');
    expect(file).not.toContain('Nothing for you');
  });

  await test.step('the account copies the secret that signs it, and the operator removes the number', async () => {
    await page.goto('/account/sending');
    await expect(page.getByText(`${number} keyword JOIN`)).toBeVisible();
    await page.getByRole('button', { name: 'Copy webhook secret' }).click();
    await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^whsec_/);
    await operator.getByRole('button', { name: `Remove ${number} with the keyword JOIN…` }).click();
    await operator.getByRole('button', { name: 'Remove number' }).click();
    await expect(operator.getByRole('row').filter({ hasText: number })).toBeHidden();
  });
  await receiver.stop();
});
