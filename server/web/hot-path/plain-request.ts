import type { ApiRequest } from '@/lib/api/http';
import { isHost } from '../host-header';

/** The only request line that is parsed here. */
const REQUEST_LINE = 'POST /api/sms HTTP/1.1\r\n';
const HEAD_END = '\r\n\r\n';
const MAX_HEAD_BYTES = 8 * 1024;
/**
 * RFC 9112 §5: a name, a colon, a value between optional blanks; printable ASCII only. Each run of blanks must match in one
 * way only, or a head of blanks takes quadratic time.
 */
const HEADER_LINE = /([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(?:([\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)[ \t]*)?\r\n/y;
const LENGTH = /^(?:0|[1-9]\d{0,6})$/;
/** Headers that change how a connection or a body is parsed. */
const NOT_PLAIN = ['transfer-encoding', 'expect', 'upgrade', 'trailer', 'te', 'proxy-connection'];

/** What the bytes hold: one whole request, a part of one, or anything else, which Node must parse. */
export type Plain = { kind: 'whole'; request: PlainRequest } | { kind: 'part' } | { kind: 'other' };

const PART: Plain = { kind: 'part' };
const OTHER: Plain = { kind: 'other' };

/** A complete request to POST /api/sms; the server adds the client. */
export class PlainRequest implements Omit<ApiRequest, 'client'> {
  readonly method = 'POST';
  readonly target = '/api/sms';
  readonly headers: ApiRequest['headers'];

  constructor(
    private readonly fields: Map<string, string>,
    readonly body: Buffer,
  ) {
    this.headers = this;
  }

  get(name: string): string | null {
    return this.fields.get(name) ?? this.fields.get(name.toLowerCase()) ?? null;
  }
}

/**
 * Parses the plainest form of POST /api/sms: one request, exactly `bytes`, with a length, every header once, nothing
 * ambiguous. Everything else is left to Node's parser, which knows all of RFC 9112: this one accepts only requests that both
 * parse alike.
 */
export function readPlainRequest(bytes: Buffer, maxBodyBytes: number): Plain {
  const head = bytes.toString('latin1', 0, MAX_HEAD_BYTES);
  if (!head.startsWith(REQUEST_LINE)) return REQUEST_LINE.startsWith(head) ? PART : OTHER;
  const end = head.indexOf(HEAD_END);
  if (end === -1) return bytes.length < MAX_HEAD_BYTES ? PART : OTHER;
  const fields = readHeaders(head, end + 2);
  if (!fields || !isPlain(fields)) return OTHER;
  const length = fields.get('content-length');
  if (length === undefined || !LENGTH.test(length)) return OTHER;
  const bodyStart = end + HEAD_END.length;
  const missing = bodyStart + Number(length) - bytes.length;
  if (missing < 0 || Number(length) > maxBodyBytes) return OTHER;
  if (missing > 0) return PART;
  return { kind: 'whole', request: new PlainRequest(fields, bytes.subarray(bodyStart)) };
}

/** Returns null where a line is not a plain header, or a name is repeated: its meaning depends on the name. */
function readHeaders(head: string, end: number): Map<string, string> | null {
  const fields = new Map<string, string>();
  let at = REQUEST_LINE.length;
  while (at < end) {
    HEADER_LINE.lastIndex = at;
    const line = HEADER_LINE.exec(head);
    if (!line) return null;
    const name = (line[1] as string).toLowerCase();
    if (fields.has(name)) return null;
    fields.set(name, line[2] ?? '');
    at = HEADER_LINE.lastIndex;
  }
  return fields;
}

function isPlain(fields: Map<string, string>): boolean {
  if (!isHost(fields.get('host') ?? '')) return false;
  for (const name of NOT_PLAIN) if (fields.has(name)) return false;
  const connection = fields.get('connection');
  return connection === undefined || connection.toLowerCase() === 'keep-alive';
}
