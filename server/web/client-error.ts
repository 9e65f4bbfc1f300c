import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ApiAnswer } from '@/lib/api/api-request';
import { refuse } from '@/lib/api/api-route';
import { AppError } from '@/lib/base/errors';
import { ALL_METHODS } from './api';
import { writeAnswer } from './write-answer';

type Known = { status: number; detail: string };

const MALFORMED: Known = { status: 400, detail: 'The request is not valid HTTP/1.1.' };
/** What Node's parser finds, by its code. */
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
  HPE_INVALID_METHOD: {
    status: 400,
    detail: 'This is no method of HTTP. Methods are written in capital letters, such as POST.',
  },
  HPE_INVALID_CONTENT_LENGTH: { status: 400, detail: 'The header content-length is not a whole number.' },
};

/**
 * Answers what Node's HTTP parser refuses as a problem, where Node alone would answer without a word. As Node does it,
 * nothing is written where an answer has begun on the connection.
 */
export function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Socket & { _httpMessage?: ServerResponse },
): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) {
    socket.destroy();
    return;
  }
  writeProblem(socket, KNOWN[error.code ?? ''] ?? MALFORMED);
}

/** Answers CONNECT, for which Node has no response object: without a listener it closes the connection without a word. */
export function answerConnect(_incoming: IncomingMessage, socket: Duplex): void {
  socket.on('error', () => socket.destroy());
  writeProblem(socket, { status: 405, detail: 'CONNECT is for proxies. Send GET, POST, PATCH or DELETE.' });
}

/** Answers an `Expect` other than `100-continue` (RFC 9110 §10.1.1). */
export function answerExpectation(_incoming: IncomingMessage, outgoing: ServerResponse): void {
  writeAnswer(outgoing, problemOf({ status: 417, detail: 'The header expect can only be 100-continue.' }), 'close');
}

function problemOf({ status, detail }: Known): ApiAnswer {
  const code = status === 405 ? 'method_not_allowed' : 'invalid_request';
  const { headers, body } = refuse(new AppError(code, detail), null);
  if (status === 405) headers.allow = ALL_METHODS;
  return { status, headers, body: JSON.stringify({ ...JSON.parse(body), status, title: STATUS_CODES[status] }) };
}

function writeProblem(socket: Duplex, known: Known): void {
  const { status, headers, body } = problemOf(known);
  const head = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
  const lines = head.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}\r\n${body}`);
}
