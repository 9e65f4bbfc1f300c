/** Programs of Debian's Chromium packages. The headless shell is a fifth faster. */
export const DEBIAN_BROWSERS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
