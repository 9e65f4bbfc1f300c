import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const plain = (file: string) =>
  readFileSync(file, 'utf8')
    .replace(/<[^>]*>|\{' '\}|[`*]/g, '')
    .replace(/\s+/g, ' ');

// Senders of two identical messages must learn why the second one was not sent.
test.each(['app/(console)/developer-tools/api-reference/authentication.tsx', 'README.md'])(
  '%s says that identical signed requests are one request, and how the response shows it',
  (file) => {
    const text = plain(file);
    expect(text).toContain('Idempotency-Replayed: true');
    expect(text).toMatch(/two (identical )?requests of the hmac scheme within one second/);
  },
);
