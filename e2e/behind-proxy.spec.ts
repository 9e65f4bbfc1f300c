import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from './fixtures';
import { BASE_URL } from './installation';

const { port: PORT } = new URL(BASE_URL);

test.use({ expectedError: /status of 403/ });

/** A proxy with the nginx configuration of README, on a port other than that of POSTERN_URL. */
async function startProxy(): Promise<{ url: string; stop: () => void }> {
  const proxy = http.createServer((incoming, outgoing) => {
    const headers = {
      ...incoming.headers,
      host: `127.0.0.1:${PORT}`,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'localhost',
    };
    const { method, url: path } = incoming;
    const forwarded = http.request({ host: '127.0.0.1', port: PORT, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const stop = () => {
    proxy.closeAllConnections();
    proxy.close();
  };
  return { url: `http://localhost:${(proxy.address() as AddressInfo).port}`, stop };
}

test('a console opened at another address than POSTERN_URL names the setting to fix', async ({ page }) => {
  const { url, stop } = await startProxy();
  try {
    await page.goto(`${url}/developer-tools/api-keys`);
    await page.getByRole('button', { name: 'New API Key' }).first().click();
    await page.getByLabel('Key Name').fill('Behind a proxy');
    await page.getByRole('button', { name: 'Create' }).click();
    await expect(
      page.getByText(`This page is open at ${url}, but POSTERN_URL is http://localhost:${PORT}.`, { exact: false }),
    ).toContainText(`set POSTERN_URL=${url}`);
  } finally {
    // Its live connection would break with an error in the browser's console.
    await page.close();
    stop();
  }
});

test('a client that offers HTTP/2 is answered by HTTP/1.1 after Next has served a page', async ({ page }) => {
  await page.goto('/overview');
  const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQAAP__' };
  const request = http.get({ host: '127.0.0.1', port: PORT, path: '/api/health/live', headers });
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
  answer.resume();
  expect([answer.statusCode, answer.httpVersion]).toEqual([200, '1.1']);
});
