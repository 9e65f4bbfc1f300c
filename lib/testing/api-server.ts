import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import ipaddr from 'ipaddr.js';
import { afterAll, beforeAll } from 'vitest';
import { createWebServer } from '@/server/web/server';
import { env } from '../runtime/env';
import { requireDeclared } from './declared-response';

export type ApiResponse = {
  status: number;
  headers: Headers;
  json: Record<string, unknown> & { id: string; code: string };
};

export type ApiServer = {
  base: () => string;
  /** Host and port, as clients sign them. */
  host: () => string;
  request: (method: string, path: string, headers: Record<string, string>, body?: string) => Promise<ApiResponse>;
  /** POST /api/sms as JSON. */
  post: (body: unknown, headers: Record<string, string>) => Promise<ApiResponse>;
  /** POST /api/sms/batch as JSON. */
  postBatch: (messages: unknown, headers: Record<string, string>) => Promise<ApiResponse>;
};

/**
 * Starts the API's web server on a free port for the file's tests. It trusts the loopback as a proxy, so that a test can
 * send from any address with X-Forwarded-For; without that header it sends from 127.0.0.1.
 */
export function useApiServer(): ApiServer {
  let server: http.Server;
  beforeAll(async () => {
    server = createWebServer(
      { ...env(), POSTERN_ROLE: 'api', TRUSTED_PROXIES: [ipaddr.parseCIDR('127.0.0.1/32')] },
      null,
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const request: ApiServer['request'] = async (method, path, headers, body) => {
    const init = { method, headers, ...(body === undefined ? {} : { body }) };
    const response = await fetch(`http://${host()}${path}`, init);
    const received = { status: response.status, json: (await response.json()) as ApiResponse['json'] };
    requireDeclared(method, path, received);
    return { ...received, headers: response.headers };
  };
  const postJson = (path: string, body: unknown, headers: Record<string, string>) =>
    request('POST', path, { 'content-type': 'application/json', ...headers }, JSON.stringify(body));
  return {
    base: () => `http://${host()}`,
    host,
    request,
    post: (body, headers) => postJson('/api/sms', body, headers),
    postBatch: (messages, headers) => postJson('/api/sms/batch', { messages }, headers),
  };
}
