import { AppError } from '../errors';

/** Largest body an API route reads. The web server refuses more before it is buffered; this holds behind Next, too. */
export const MAX_BODY_BYTES = 64 * 1024;

const READ = Symbol.for('postern.body');

/** Passes on the body of a request that is handed to its route handler directly, where the server has read it already. */
export function attachBody(request: Request, body: Buffer): void {
  (request as unknown as Record<symbol, Buffer>)[READ] = body;
}

/** The request's bytes, as signatures cover them. Throws `body_too_large`. */
export async function bodyOf(request: Request): Promise<Buffer> {
  const read = (request as unknown as Record<symbol, Buffer | undefined>)[READ];
  if (read) return read;
  const body = Buffer.from(await request.arrayBuffer());
  if (body.length > MAX_BODY_BYTES) throw bodyTooLarge();
  return body;
}

export function bodyTooLarge(): AppError {
  return new AppError('body_too_large', `The body may have at most ${MAX_BODY_BYTES} bytes.`);
}

/**
 * The fields of a JSON or form body; of a form field given twice the last one counts. Throws `unsupported_media_type`,
 * `malformed_json`. What the value must be is the schema's business.
 */
export function parseFields(contentType: string | null, body: Buffer): unknown {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase();
  if (type === 'application/x-www-form-urlencoded')
    return Object.fromEntries(new URLSearchParams(body.toString('utf8')));
  if (type !== 'application/json') {
    throw new AppError(
      'unsupported_media_type',
      'Send the message as JSON with Content-Type: application/json, or as a form (application/x-www-form-urlencoded).',
    );
  }
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new AppError('malformed_json', 'The body is not valid JSON.');
  }
}
