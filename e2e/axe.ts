import fs from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { expect } from './fixtures';

/** Half the size of `axe.source`, which every page has to load. */
const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The color schemes and widths to check. */
const VIEWS = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 360 },
] as const;
const HEIGHT = 800;

/** The view in which `expectNoA11yViolations` leaves the page. */
export const PHONE = { colorScheme: 'dark', viewport: { width: 360, height: HEIGHT } } as const;

/** Expects no axe violation in either view, on the page or in the dialog open on it, and no horizontal scrolling. */
export async function expectNoA11yViolations(page: Page): Promise<void> {
  // A page that is still loading has no heading yet.
  await expect(page.getByText('Loading…', { exact: true })).toHaveCount(0);
  for (const { colorScheme, width } of VIEWS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: HEIGHT });
    expect.soft(await violationsOf(page), `${page.url()}, ${colorScheme}, ${width} px`).toEqual([]);
  }
}

/** The violations on the page as it is now, one line each. */
export async function violationsOf(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
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
