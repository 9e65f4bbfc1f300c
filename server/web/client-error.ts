import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { refuse } from '@/lib/api/error-response';
import type { ApiResponse } from '@/lib/api/http';
import { AppError } from '@/lib/base/errors';
import { ALL_METHODS } from './api';
import { securityHeaders } from './security-headers';
import { writeResponse } from './write-response';

type Known = { status: number; detail: string };

const MALFORMED: Known = { status: 400, detail: 'The request is not valid HTTP/1.1.' };
/** Errors of Node's HTTP parser by their code. */
const KNOWN: Record<string, Known> = {
  HPE_HEADER_OVERFLOW: { status: 431, detail: 'The head of the request is larger than 16 KiB.' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, detail: 'The chunk extensions of the body are too long.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: 'The request did not arrive in time.' },
  HPE_UNEXPECTED_CONTENT_LENGTH: {
    status: 400,
    detail: 'The header content-length appears more than once, or is sent with transfer-encoding. Send it once.',
  },
  HPE_INVALID_TRANSFER_ENCODING: {
    status: 400,
    detail: 'The header transfer-encoding is not chunked, or is sent with content-length.',
  },
  HPE_INVALID_METHOD: {
    status: 400,
    detail: 'This is no method of HTTP. Methods are written in capital letters, such as POST.',
  },
  HPE_INVALID_CONTENT_LENGTH: { status: 400, detail: 'The header content-length is not a whole number.' },
};

/** `_httpMessage` is the response that is due next on the connection. */
type NodeSocket = Socket & { _httpMessage?: ServerResponse | null };

/** Sockets whose invalid request is answered after earlier ones. Each further packet of them reports its error again. */
const waiting = new WeakSet<Socket>();

/**
 * Sends a problem response where Node's HTTP parser refuses a request; Node alone would send an empty one. Pipelined
 * requests before it are answered first (RFC 9112 §9.3.2): what they did must not be reported as refused. Like Node, writes
 * nothing where the response to the invalid request itself has begun.
 */
export function respondToClientError(error: NodeJS.ErrnoException, socket: NodeSocket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  if (waiting.has(socket)) return;
  const due = socket._httpMessage;
  if (due?.req.complete) {
    waiting.add(socket);
    due.once('close', () => {
      waiting.delete(socket);
      if (socket.writable) respondToClientError(error, socket);
    });
    return;
  }
  if (due?.headersSent) socket.destroy();
  else writeProblem(socket, KNOWN[error.code ?? ''] ?? MALFORMED);
}

/** Responds to CONNECT, for which Node has no response object: without a listener it closes the connection. */
export function respondToConnect(_incoming: IncomingMessage, socket: Duplex): void {
  socket.on('error', () => socket.destroy());
  writeProblem(socket, { status: 405, detail: 'CONNECT is for proxies. Send GET, POST, PATCH or DELETE.' });
}

/** Responds to an `Expect` other than `100-continue` (RFC 9110 §10.1.1). */
export function respondToExpectation(_incoming: IncomingMessage, outgoing: ServerResponse): void {
  writeResponse(outgoing, problemOf({ status: 417, detail: 'The header expect can only be 100-continue.' }), 'close');
}

function problemOf({ status, detail }: Known): ApiResponse {
  const code = status === 405 ? 'method_not_allowed' : 'invalid_request';
  const { headers, body } = refuse(new AppError(code, detail), null);
  if (status === 405) headers.allow = ALL_METHODS;
  return { status, headers, body: JSON.stringify({ ...JSON.parse(body), status, title: STATUS_CODES[status] }) };
}

function writeProblem(socket: Duplex, known: Known): void {
  const { status, headers, body } = problemOf(known);
  const head = Object.entries({
    ...securityHeaders(),
    ...headers,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  const lines = head.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}\r\n${body}`);
}
