import type { Revealed } from '@/lib/keys/revealed';
import { KIND_NAMES } from './kinds';

/** The downloaded file: what the credential is, its values, and how to use it in three lines. `origin` is the console's. */
export function credentialText(revealed: Revealed, origin: string): string {
  const values =
    revealed.type === 'auth'
      ? [`API auth key: ${revealed.key}`]
      : [`API key: ${revealed.keyId}`, `API secret: ${revealed.secret}`];
  return [
    `Name: ${revealed.name}`,
    `Kind: ${KIND_NAMES[revealed.type]}`,
    ...values,
    '',
    ...howToUse(revealed, origin),
    '',
  ].join('\n');
}

function howToUse(revealed: Revealed, origin: string): string[] {
  const post = `POST ${origin}/api/sms with content-type application/json and a body such as {"to":"+37255512345","text":"Hello"},`;
  const more = `All of it: ${origin}/developer-tools/api-reference`;
  switch (revealed.type) {
    case 'auth':
      return [post, `and the header X-API-Key: ${revealed.key}`, more];
    case 'basic':
      return [post, 'with HTTP Basic: the API key is the user name, the API secret the password.', more];
    case 'hmac':
      return [
        post,
        `signed: Authorization: hmac username="${revealed.keyId}", algorithm="hmac-sha256", headers="Date X-Content-SHA256 request-line", signature="…"`,
        more,
      ];
  }
}

/** A file name that every system takes: `api-key-project-x.txt`. */
export function credentialFileName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return plain ? `api-key-${plain}.txt` : 'api-key.txt';
}
