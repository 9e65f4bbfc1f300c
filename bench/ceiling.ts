// The bare ceiling: node:http and the same insert, with nothing checked and nothing looked up.
import http from 'node:http';
import { pool } from '@/lib/db';
import { newId } from '@/lib/ids';
import { type AcceptItem, insertBatch } from '@/lib/messages/accept-statement';
import { GroupCommit } from '@/lib/messages/group-commit';

const { rows } = await pool().query('SELECT api_key_id AS id, account_id, revision FROM api_key_usage LIMIT 1');
const [key] = rows as { id: string; account_id: string; revision: number }[];
if (!key) throw new Error('the bench made no key');

const committer = new GroupCommit((items: AcceptItem[]) => insertBatch(pool(), items));

const server = http.createServer((incoming, outgoing) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', async () => {
    const { to, text } = JSON.parse(Buffer.concat(chunks).toString());
    const item: AcceptItem = {
      id: newId(),
      accountId: key.account_id,
      apiKeyId: key.id,
      revision: key.revision,
      oldSecretId: null,
      signature: null,
      mode: 'live',
      recipient: to,
      sender: null,
      text,
      encoding: 'gsm7',
      segments: 1,
      autoReplace: 'off',
      dlrUrl: null,
      clientIp: null,
    };
    await committer.add(item);
    outgoing.writeHead(202, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify({ id: item.id, status: 'queued', to, text }));
  });
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => process.send?.({ type: 'ready' }));
process.on('SIGTERM', () => process.exit(0));
