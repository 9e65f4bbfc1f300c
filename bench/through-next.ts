// Calls the same handler of app/api/sms through Next's request pipeline.
import http from 'node:http';
import next from 'next';
import { runWithClient } from '@/lib/runtime/request-client';

const port = Number(process.env.PORT);
const app = next({ dev: false, hostname: '127.0.0.1', port });
await app.prepare();
const handle = app.getRequestHandler();
http
  .createServer((incoming, outgoing) => {
    const client = { ip: incoming.socket.remoteAddress ?? null, requestId: 'bench', target: incoming.url ?? '/' };
    void runWithClient(client, () => handle(incoming, outgoing));
  })
  .listen(port, '127.0.0.1', () => process.send?.({ type: 'ready' }));
process.on('SIGTERM', () => process.exit(0));
