import type { Revealed } from '@/lib/keys/new-secret';
import { KEY_TYPE_NAMES } from './key-labels';

/** Returns the text of the downloaded file: type, values and usage. `origin` is that of the console. */
export function credentialText(revealed: Revealed, origin: string): string {
  const values =
    revealed.type === 'auth'
      ? [`API auth key: ${revealed.key}`]
      : [`API key: ${revealed.keyId}`, `API secret: ${revealed.secret}`];
  return [
    `Name: ${revealed.name}`,
    `Kind: ${KEY_TYPE_NAMES[revealed.type]}`,
    ...values,
    '',
    ...usage(revealed, origin),
    '',
  ].join('\n');
}

function usage(revealed: Revealed, origin: string): string[] {
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

/** Returns a file name that is valid on every system: `api-key-project-x.txt`. */
export function credentialFileName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return plain ? `api-key-${plain}.txt` : 'api-key.txt';
}
