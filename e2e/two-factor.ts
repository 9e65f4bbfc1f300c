import type { Page } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import { PASSWORD } from './accounts';
import { expect } from './fixtures';

/** The authenticator app's code, `steps` steps of 30 s from now. */
export function codeOf(secret: string, steps = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
}

/** Turns two-factor sign-in on at the profile page, calling `inspect` in each dialog. Returns secret and recovery codes. */
export async function setUpTwoFactor(
  page: Page,
  inspect = async () => {},
): Promise<{ secret: string; codes: string[] }> {
  await page.goto('/profile');
  await page.getByRole('button', { name: 'Set up…' }).click();
  const password = page.getByRole('dialog', { name: 'Set up two-factor sign-in' });
  await password.waitFor();
  await inspect();
  await password.getByLabel('Your password').fill(PASSWORD);
  await password.getByRole('button', { name: 'Continue' }).click();
  const app = page.getByRole('dialog', { name: 'Scan this with your app' });
  await expect(app.getByRole('img', { name: 'QR code with the secret' })).toBeVisible();
  await inspect();
  const secret = ((await app.getByTestId('totp-secret').textContent()) ?? '').replaceAll(' ', '');
  await app.getByLabel('Code from the app').fill(codeOf(secret));
  await app.getByRole('button', { name: 'Turn on' }).click();
  return { secret, codes: await takeCodes(page, 'Two-factor sign-in is on', inspect) };
}

/** Returns the recovery codes that the dialog shows, and closes it. */
export async function takeCodes(page: Page, title: string, inspect = async () => {}): Promise<string[]> {
  const dialog = page.getByRole('dialog', { name: title });
  const items = dialog.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(items).toHaveCount(10);
  await inspect();
  const codes = await items.allTextContents();
  await expect(dialog.getByRole('button', { name: 'Ok' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await dialog.getByLabel('I have saved them').check();
  await dialog.getByRole('button', { name: 'Ok' }).click();
  await dialog.waitFor({ state: 'hidden' });
  return codes;
}
