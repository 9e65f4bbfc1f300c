import { randomUUID } from 'node:crypto';
import type { Browser, Page } from '@playwright/test';
import { makeMember, signIn } from './trial';

export const PASSWORD = 'four quiet lighthouses';

export type Person = { email: string; password: string };

/** Somebody new in the administrator's account. */
export async function makePerson(): Promise<Person> {
  const email = `p-${randomUUID().slice(0, 8)}@example.com`;
  await makeMember(email, 'basic', PASSWORD);
  return { email, password: PASSWORD };
}

/** By the user menu. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /User menu/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
}

/** The page of a second browser in which `person` is signed in. */
export async function inAnotherBrowser(browser: Browser, person: Person): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, person);
  return page;
}
