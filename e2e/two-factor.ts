import type { Page } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import { PASSWORD } from './people';
import { expectSound } from './sound';
import { expect } from './trial';

/** The app's code, `steps` steps of 30 s from now. */
export function codeOf(secret: string, steps = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
}

/** Sets the app up on one's profile. Gives the secret and the recovery codes. */
export async function setUpTwoFactor(page: Page, sound = false): Promise<{ secret: string; codes: string[] }> {
  await page.goto('/profile');
  await page.getByRole('button', { name: 'Set up…' }).click();
  const again = page.getByRole('dialog', { name: 'Set up two-factor sign-in' });
  await again.waitFor();
  if (sound) await expectSound(page);
  await again.getByLabel('Your password').fill(PASSWORD);
  await again.getByRole('button', { name: 'Continue' }).click();
  const app = page.getByRole('dialog', { name: 'Scan this with your app' });
  await expect(app.getByRole('img', { name: 'QR code with the secret' })).toBeVisible();
  if (sound) await expectSound(page);
  const secret = ((await app.getByTestId('totp-secret').textContent()) ?? '').replaceAll(' ', '');
  await app.getByLabel('Code from the app').fill(codeOf(secret));
  await app.getByRole('button', { name: 'Turn on' }).click();
  const codes = await takeCodes(page, 'Two-factor sign-in is on', sound);
  return { secret, codes };
}

export async function takeCodes(page: Page, title: string, sound = false): Promise<string[]> {
  const dialog = page.getByRole('dialog', { name: title });
  await dialog.waitFor();
  if (sound) await expectSound(page);
  const items = dialog.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(items).toHaveCount(10);
  const codes = await items.allTextContents();
  await expect(dialog.getByRole('button', { name: 'Ok' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await dialog.getByLabel('I have saved them').check();
  await dialog.getByRole('button', { name: 'Ok' }).click();
  await dialog.waitFor({ state: 'hidden' });
  return codes;
}
