/** A program that signs and sends a request, in one language. It runs after key and secret are filled in. */
export type Sample = { language: string; file: string; code: string };

/** Programs for HMAC keys, with the address of this installation in them. */
export function signingSamples(url: string): Sample[] {
  return [
    { language: 'Node.js', file: 'send.mjs', code: node(url) },
    { language: 'Python', file: 'send.py', code: python(url) },
    { language: 'PHP', file: 'send.php', code: php(url) },
    { language: 'Shell with openssl', file: 'send.sh', code: shell(url) },
  ];
}

function node(url: string): string {
  return `import { createHash, createHmac } from 'node:crypto';

const url = new URL('${url}/api/sms');
const keyId = 'YOUR_KEY_ID';
const secret = 'YOUR_SECRET';

const body = JSON.stringify({ to: '+37255512345', text: 'Hello' });
const date = new Date().toUTCString();
const digest = createHash('sha256').update(body).digest('hex');
const signed = [\`x-date: \${date}\`, \`x-content-sha256: \${digest}\`, \`POST \${url.pathname} HTTP/1.1\`].join('\\n');
const signature = createHmac('sha256', secret).update(signed).digest('base64');

const response = await fetch(url, {
  method: 'POST',
  headers: {
    'Content-Type': 'application/json',
    'X-Date': date,
    'X-Content-SHA256': digest,
    Authorization: \`hmac username="\${keyId}", algorithm="hmac-sha256", headers="x-date x-content-sha256 request-line", signature="\${signature}"\`,
  },
  body,
});
console.log(response.status, await response.text());`;
}

function python(url: string): string {
  return `import base64, hashlib, hmac, json, urllib.request
from email.utils import formatdate

url = "${url}/api/sms"
key_id = "YOUR_KEY_ID"
secret = "YOUR_SECRET"

body = json.dumps({"to": "+37255512345", "text": "Hello"}).encode()
date = formatdate(usegmt=True)
digest = hashlib.sha256(body).hexdigest()
signed = f"x-date: {date}\\nx-content-sha256: {digest}\\nPOST /api/sms HTTP/1.1"
signature = base64.b64encode(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()).decode()

request = urllib.request.Request(url, data=body, method="POST", headers={
    "Content-Type": "application/json",
    "X-Date": date,
    "X-Content-SHA256": digest,
    "Authorization": f'hmac username="{key_id}", algorithm="hmac-sha256", '
                     f'headers="x-date x-content-sha256 request-line", signature="{signature}"',
})
with urllib.request.urlopen(request) as response:
    print(response.status, response.read().decode())`;
}

function php(url: string): string {
  return `<?php
$url = '${url}/api/sms';
$keyId = 'YOUR_KEY_ID';
$secret = 'YOUR_SECRET';

$body = json_encode(['to' => '+37255512345', 'text' => 'Hello']);
$date = gmdate('D, d M Y H:i:s') . ' GMT';
$digest = hash('sha256', $body);
$signed = "x-date: $date\\nx-content-sha256: $digest\\nPOST /api/sms HTTP/1.1";
$signature = base64_encode(hash_hmac('sha256', $signed, $secret, true));

echo file_get_contents($url, false, stream_context_create(['http' => [
    'method' => 'POST',
    'protocol_version' => 1.1,
    'ignore_errors' => true,
    'header' => [
        'Content-Type: application/json',
        "X-Date: $date",
        "X-Content-SHA256: $digest",
        "Authorization: hmac username=\\"$keyId\\", algorithm=\\"hmac-sha256\\", "
            . "headers=\\"x-date x-content-sha256 request-line\\", signature=\\"$signature\\"",
    ],
    'content' => $body,
]])), "\\n";`;
}

function shell(url: string): string {
  return `key_id='YOUR_KEY_ID'
secret='YOUR_SECRET'

body='{"to": "+37255512345", "text": "Hello"}'
date=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT')
digest=$(printf '%s' "$body" | openssl dgst -sha256 -r | cut -d ' ' -f 1)
signature=$(printf 'x-date: %s\\nx-content-sha256: %s\\nPOST /api/sms HTTP/1.1' "$date" "$digest" |
  openssl dgst -sha256 -hmac "$secret" -binary | openssl base64 -A)

curl --silent --show-error "${url}/api/sms" \\
  -H 'Content-Type: application/json' \\
  -H "X-Date: $date" \\
  -H "X-Content-SHA256: $digest" \\
  -H "Authorization: hmac username=\\"$key_id\\", algorithm=\\"hmac-sha256\\", headers=\\"x-date x-content-sha256 request-line\\", signature=\\"$signature\\"" \\
  -d "$body"`;
}

/** RFC 9421 with RFC 9530's digest, without a library. */
export function messageSignatureSample(url: string): Sample {
  return {
    language: 'Node.js, RFC 9421',
    file: 'send-rfc9421.mjs',
    code: `import { createHash, createHmac, randomUUID } from 'node:crypto';

const url = new URL('${url}/api/sms');
const keyId = 'YOUR_KEY_ID';
const secret = 'YOUR_SECRET';

const body = JSON.stringify({ to: '+37255512345', text: 'Hello' });
const digest = \`sha-256=:\${createHash('sha256').update(body).digest('base64')}:\`;
const covered = '("@method" "@authority" "@path" "content-digest")';
const params = \`\${covered};created=\${Math.floor(Date.now() / 1000)};nonce="\${randomUUID()}";keyid="\${keyId}";alg="hmac-sha256"\`;
const base = [
  '"@method": POST',
  \`"@authority": \${url.host}\`,
  \`"@path": \${url.pathname}\`,
  \`"content-digest": \${digest}\`,
  \`"@signature-params": \${params}\`,
].join('\\n');

const response = await fetch(url, {
  method: 'POST',
  headers: {
    'Content-Type': 'application/json',
    'Content-Digest': digest,
    'Signature-Input': \`sms=\${params}\`,
    Signature: \`sms=:\${createHmac('sha256', secret).update(base).digest('base64')}:\`,
  },
  body,
});
console.log(response.status, await response.text());`,
  };
}
