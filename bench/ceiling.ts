// The baseline of the gate benchmark: node:http with the same insert, without any check or lookup.
import http from 'node:http';
import type { CommitItem, NewMessage } from '@/lib/acceptance/commit-item';
import { GroupCommit } from '@/lib/acceptance/group-commit';
import { insertAccepted } from '@/lib/acceptance/insert-accepted';
import { newId } from '@/lib/base/ids';
import { pool } from '@/lib/database/db';
import { DEFAULT_VALIDITY_MIN } from '@/lib/messages/schema';

const { rows } = await pool().query('SELECT api_key_id AS id, account_id, revision FROM api_key_usage LIMIT 1');
const [key] = rows as { id: string; account_id: string; revision: number }[];
if (!key) throw new Error('the benchmark created no key');

const committer = new GroupCommit({
  write: (items: CommitItem[]) => insertAccepted(pool(), items),
  weigh: () => 1,
  ownerOf: (item) => item.accountId,
  tenantOf: (item) => item.accountId,
  maxWaiting: Number.POSITIVE_INFINITY,
});

const server = http.createServer((incoming, outgoing) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', async () => {
    const { to, text } = JSON.parse(Buffer.concat(chunks).toString());
    const id = newId();
    await committer.add({
      accountId: key.account_id,
      apiKeyId: key.id,
      revision: key.revision,
      oldSecretId: null,
      environment: 'live',
      clientIp: null,
      signature: null,
      idempotency: null,
      charge: null,
      storedResult: null,
      messages: [{ ...MESSAGE, id, recipient: to, text }],
    });
    outgoing.writeHead(202, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify({ id, status: 'queued', to, text }));
  });
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => process.send?.({ type: 'ready' }));
process.on('SIGTERM', () => process.exit(0));

const MESSAGE: Omit<NewMessage, 'id' | 'recipient' | 'text'> = {
  sender: null,
  encoding: 'gsm7',
  segments: 1,
  autoReplace: 'off',
  dlrUrl: null,
  priority: 1,
  sendAt: null,
  validityMin: DEFAULT_VALIDITY_MIN,
  reference: null,
  metadata: null,
  carrier: 'simulator',
};
