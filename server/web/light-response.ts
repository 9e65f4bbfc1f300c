import { getRequestListener } from '@hono/node-server';

/**
 * The adapter's light Response. It only hands it out by replacing the platform's globals, which would also reach Next in
 * the same process: so they are put back at once.
 */
export function lightResponse(): typeof Response {
  const request = Object.getOwnPropertyDescriptor(globalThis, 'Request');
  const response = Object.getOwnPropertyDescriptor(globalThis, 'Response');
  getRequestListener(() => new Response());
  const light = globalThis.Response;
  if (request) Object.defineProperty(globalThis, 'Request', request);
  if (response) Object.defineProperty(globalThis, 'Response', response);
  return light;
}
