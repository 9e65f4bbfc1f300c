/** Debian's packages of Chromium, where their programs stand. The shell draws no windows and is a fifth quicker. */
export const DEBIAN_BROWSERS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
