import fs from 'node:fs';
import type { LaunchOptions } from '@playwright/test';
import { DEBIAN_BROWSERS } from './browsers.mjs';

/** Undefined without a Debian package: then Playwright uses its own download. */
const executablePath = DEBIAN_BROWSERS.find((file) => fs.existsSync(file));

/** Launch options of the browser. */
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
