import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { refuse } from '@/lib/api/error-response';
import { AppError } from '@/lib/base/errors';

type Known = { status: number; detail: string };

const MALFORMED: Known = { status: 400, detail: 'The request is not valid HTTP/1.1.' };
/** Errors of Node's HTTP parser by their code. */
const KNOWN: Record<string, Known> = {
  HPE_HEADER_OVERFLOW: { status: 431, detail: 'The head of the request is larger than 16 KiB.' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, detail: 'The chunk extensions of the body are too long.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: 'The request did not arrive in time.' },
  HPE_UNEXPECTED_CONTENT_LENGTH: {
    status: 400,
    detail: 'The header content-length is given more than once, or beside transfer-encoding. Give it once.',
  },
  HPE_INVALID_TRANSFER_ENCODING: {
    status: 400,
    detail: 'The header transfer-encoding is not chunked, or is given beside content-length.',
  },
  HPE_INVALID_CONTENT_LENGTH: { status: 400, detail: 'The header content-length is not a whole number.' },
};

/**
 * Sends a problem response where Node's HTTP parser refuses a request; Node alone would send an empty one. Like Node,
 * writes nothing where a response has begun on the connection.
 */
export function respondToClientError(
  error: NodeJS.ErrnoException,
  socket: Socket & { _httpMessage?: ServerResponse },
): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) {
    socket.destroy();
    return;
  }
  const { status, detail } = KNOWN[error.code ?? ''] ?? MALFORMED;
  const { headers, body } = refuse(new AppError('invalid_request', detail), null);
  const problem = JSON.stringify({ ...JSON.parse(body), status, title: STATUS_CODES[status] });
  const head = Object.entries({ ...headers, 'content-length': Buffer.byteLength(problem), connection: 'close' });
  const lines = head.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}\r\n${problem}`);
}
