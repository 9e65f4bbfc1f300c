import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { expect } from './trial';

/** What every page must look right in: each colour and each width once. */
export const LOOKS = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 360 },
] as const;

/** The page, or the dialog open on it, has no accessibility fault, and nothing scrolls sideways. */
export async function expectSound(page: Page): Promise<void> {
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))),
  );
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const faults = await page.evaluate(async () => {
    // Behind an open dialog the page is taken from assistive technology, so only the dialog is judged.
    const overlay = document.querySelector('[role=dialog], [role=menu]') ?? document;
    const { violations } = await (window as unknown as { axe: typeof import('axe-core') }).axe.run(overlay, {
      resultTypes: ['violations'],
      // Style sheets are our own and inlined or same-origin: nothing to fetch again.
      preload: false,
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
    );
  });
  expect.soft(faults, page.url()).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect.soft(overflow, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}

/** `expectSound` of the page as it stands, in every look. */
export async function expectSoundInEveryLook(page: Page): Promise<void> {
  for (const { colorScheme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    await expectSound(page);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}
