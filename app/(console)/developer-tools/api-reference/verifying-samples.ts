import type { Sample } from './signing-samples';

/** Servers that verify delivery reports and answer 204, or 401. They need the secret in WEBHOOK_SECRET. */
export function verifyingSamples(): Sample[] {
  return [
    { language: 'Node.js', file: 'receiver.mjs', code: NODE },
    { language: 'Python', file: 'receiver.py', code: PYTHON },
    { language: 'PHP', file: 'receiver.php', code: PHP },
  ];
}

const NODE = `import { createHmac, timingSafeEqual } from 'node:crypto';
import http from 'node:http';

// whsec_…
const secret = Buffer.from(process.env.WEBHOOK_SECRET.replace('whsec_', ''), 'base64');

function isGenuine(headers, body) {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  // Older than five minutes may be a replay.
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300)) return false;
  const expected = createHmac('sha256', secret).update(\`\${id}.\${timestamp}.\${body}\`).digest();
  return (headers['webhook-signature'] ?? '').split(' ').some((part) => {
    const [version, signature] = part.split(',');
    const received = Buffer.from(signature ?? '', 'base64');
    return version === 'v1' && received.length === expected.length && timingSafeEqual(received, expected);
  });
}

http.createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  if (!isGenuine(request.headers, body)) return response.writeHead(401).end();
  console.log(JSON.parse(body).data);
  response.writeHead(204).end();
}).listen(4000);`;

const PYTHON = `import base64, hashlib, hmac, json, os, time
from http.server import BaseHTTPRequestHandler, HTTPServer

# whsec_…
secret = base64.b64decode(os.environ['WEBHOOK_SECRET'].removeprefix('whsec_'))


def is_genuine(headers, body):
    timestamp = headers.get('webhook-timestamp', '')
    # Older than five minutes may be a replay.
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > 300:
        return False
    signed = f"{headers.get('webhook-id')}.{timestamp}.".encode() + body
    expected = 'v1,' + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    signatures = headers.get('webhook-signature', '').split(' ')
    return any(hmac.compare_digest(expected, signature) for signature in signatures)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers['content-length']))
        genuine = is_genuine(self.headers, body)
        if genuine:
            print(json.loads(body)['data'])
        self.send_response(204 if genuine else 401)
        self.end_headers()


HTTPServer(('', 4000), Receiver).serve_forever()`;

const PHP = `<?php
// Start it with: php -S 0.0.0.0:4000 receiver.php
// whsec_…
$secret = base64_decode(str_replace('whsec_', '', getenv('WEBHOOK_SECRET')));

function is_genuine(string $secret, string $body): bool {
    $timestamp = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
    // Older than five minutes may be a replay.
    if (!ctype_digit($timestamp) || abs(time() - (int) $timestamp) > 300) return false;
    $signed = ($_SERVER['HTTP_WEBHOOK_ID'] ?? '') . ".$timestamp.$body";
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', $signed, $secret, true));
    foreach (explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '') as $signature) {
        if (hash_equals($expected, $signature)) return true;
    }
    return false;
}

$body = file_get_contents('php://input');
$genuine = is_genuine($secret, $body);
if ($genuine) error_log(json_encode(json_decode($body)->data));
http_response_code($genuine ? 204 : 401);`;
