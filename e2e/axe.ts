import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { expect } from './fixtures';

/** The color schemes and widths to check. */
const LOOKS = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 360 },
] as const;
const HEIGHT = 800;

/** The look that `expectNoA11yViolations` leaves the page in. */
export const PHONE = { colorScheme: 'dark', viewport: { width: 360, height: HEIGHT } } as const;

/** In both looks axe finds no violation on the page, or in the dialog open on it, and nothing scrolls sideways. */
export async function expectNoA11yViolations(page: Page): Promise<void> {
  // A page that is still loading has no heading yet.
  await expect(page.getByText('Loading…', { exact: true })).toHaveCount(0);
  for (const { colorScheme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: HEIGHT });
    expect.soft(await violationsOf(page), `${page.url()}, ${colorScheme}, ${width} px`).toEqual([]);
  }
}

/** The violations on the page as it is now, one line each. */
export async function violationsOf(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})));
    // Behind an open dialog the page is hidden from assistive technology, so only the dialog is checked.
    const overlay = document.querySelector('[role=dialog], [role=menu]') ?? document;
    const { violations } = await (window as unknown as { axe: typeof import('axe-core') }).axe.run(overlay, {
      resultTypes: ['violations'],
      // Style sheets are inlined or same-origin: nothing to fetch again.
      preload: false,
    });
    const lines = violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
    );
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? [...lines, `scrolls sideways by ${scrollWidth - clientWidth} px`] : lines;
  });
}
