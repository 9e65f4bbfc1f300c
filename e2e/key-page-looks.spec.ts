import { expectSound, PHONE } from './sound';
import { ADMIN, ADMIN_SESSION, expect, postern, send, test } from './trial';

test.describe('in every look', () => {
  test.use({ ...PHONE, storageState: ADMIN_SESSION });

  test('a key’s page has no accessibility fault in any state', async ({ page }) => {
    test.slow();
    const name = 'Looks';
    const made = await postern('key', 'create', '--account', ADMIN.accountName, '--name', name);
    const { id, key } = made as { id: string; key: string };
    await send(key, { to: '+37255512345', text: 'Hello' });
    await send(key, { to: 'nobody', text: 'Hello' });
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
    await expectSound(page);
    await page.getByLabel('Would this address be allowed?').fill('203.0.113.9');
    await page.getByRole('button', { name: 'Test' }).click();
    await page.getByText('203.0.113.9 is allowed').waitFor();

    await page.getByRole('button', { name: 'Rotate' }).first().click();
    await page.getByRole('dialog', { name: 'Rotate this key' }).waitFor();
    await expectSound(page);
    await page.getByRole('button', { name: 'Rotate key' }).click();
    await page.getByTestId('revealed-key').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Ok' }).click();
    await page.getByText('Rotating: the old secret ends').waitFor();
    await expectSound(page);
    for (const button of ['End now', 'Extend…', 'Rename', 'Delete…']) {
      await page.getByRole('button', { name: button, exact: true }).click();
      await page.getByRole('dialog').waitFor();
      await expectSound(page);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
  });
});
