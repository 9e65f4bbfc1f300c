import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { expect } from './trial';

/** What every page must look right in: each colour and each width once. */
const LOOKS = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 360 },
] as const;
const HEIGHT = 800;

/** A phone at night, for journeys whose steps must work there as well. */
export const PHONE = { colorScheme: 'dark', viewport: { width: 360, height: HEIGHT } } as const;

/** In every look the page, or the dialog open on it, has no accessibility fault, and nothing scrolls sideways. */
export async function expectSound(page: Page): Promise<void> {
  // A page that is still being made has no heading yet.
  await expect(page.getByText('Loading…', { exact: true })).toHaveCount(0);
  const asItWas = page.viewportSize();
  for (const { colorScheme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: HEIGHT });
    await expectSoundAsItStands(page);
  }
  if (asItWas) await page.setViewportSize(asItWas);
}

async function expectSoundAsItStands(page: Page): Promise<void> {
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
