import { STATUS_CODES } from 'node:http';

const STATUS = 503;

/** The content of the page that replaces one that cannot be rendered now. */
export type Unavailable = { title: string; text: string; retryAfterS: number };

export const DATABASE_AWAY: Unavailable = {
  title: 'The database cannot be reached right now',
  text: 'This page needs it. Nothing was changed, and messages that were accepted are safe. Try again in a few seconds.',
  retryAfterS: 5,
};

export const DATABASE_SLOW: Unavailable = {
  title: 'The database took too long',
  text: 'Another change holds records that this page needs, or the database is busy. Nothing was changed. Try again in a few seconds.',
  retryAfterS: 2,
};

export const STARTING: Unavailable = {
  title: 'The console is starting',
  text: 'This takes a few seconds. The API is already available.',
  retryAfterS: 2,
};

export const INTERRUPTED: Unavailable = {
  title: 'The console was interrupted',
  text: 'It is being restarted. If you were changing something, check whether it was saved. The API is not affected.',
  retryAfterS: 2,
};

export const BUSY: Unavailable = {
  title: 'The console is busy',
  text: 'Too many pages are being loaded. Nothing was changed. Try again in a few seconds.',
  retryAfterS: 5,
};

/**
 * A whole page without any other file: it is shown when nothing else can be. Colors are those of app/globals.css. The
 * script applies the theme that the person chose (next-themes keeps it in local storage).
 */
export function unavailablePage({ title, text }: Unavailable, nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title} · Postern</title>
<style>
:root { color-scheme: light; --page: oklch(0.985 0.002 240); --card: oklch(1 0 0); --ink: oklch(0.22 0.012 250);
  --soft: oklch(0.46 0.012 250); --line: oklch(0.915 0.004 250); --accent: oklch(0.52 0.105 205); --on: oklch(1 0 0) }
@media (prefers-color-scheme: dark) { :root:not(.light) { ${DARK} } }
:root.dark { ${DARK} }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; background: var(--page); color: var(--ink);
  font: 15px/1.55 "Geist", ui-sans-serif, system-ui, sans-serif }
main { box-sizing: border-box; width: min(27.5rem, 100% - 1.75rem); padding: 1.75rem; border: 1px solid var(--line);
  border-radius: 14px; background: var(--card) }
h1 { margin: 0 0 .4rem; font-size: 1.25rem; line-height: 1.3; letter-spacing: -.01em }
p { margin: 0 0 1.25rem; color: var(--soft) }
small { display: block; margin-top: 1.25rem; color: var(--soft) }
a { display: inline-block; padding: .45rem .9rem; border-radius: 8px; background: var(--accent); color: var(--on);
  font-weight: 500; text-decoration: none }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
</style>
<script nonce="${nonce}">
try { const theme = localStorage.getItem('theme'); if (theme) document.documentElement.classList.add(theme) } catch {}
</script>
</head>
<body>
<main role="alert">
<h1>${title}</h1>
<p>${text}</p>
<a href="">Try again</a>
<small>${STATUS} ${STATUS_CODES[STATUS]}</small>
</main>
</body>
</html>
`;
}

const DARK = `color-scheme: dark; --page: oklch(0.165 0.008 250); --card: oklch(0.2 0.009 250); --ink: oklch(0.95 0.004 250);
  --soft: oklch(0.74 0.008 250); --line: oklch(0.285 0.01 250); --accent: oklch(0.78 0.11 200); --on: oklch(0.165 0.008 250)`;
