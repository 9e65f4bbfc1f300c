import fs from 'node:fs';
import type { LaunchOptions } from '@playwright/test';
import { DEBIAN_BROWSERS } from './browsers.mjs';

/** Without one of Debian's, Playwright's own download is used. */
const executablePath = DEBIAN_BROWSERS.find((place) => fs.existsSync(place));

/** How the browser is started. */
export const LAUNCH: LaunchOptions = {
  ...(executablePath && { executablePath }),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
