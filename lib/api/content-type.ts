import { AppError } from '../base/errors';

/** RFC 9110 §5.6.6: no space around `=`; an empty parameter (`;;`) is ignored. */
const PARAMETER =
  /[ \t]*;[ \t]*(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)|"((?:[^"\\]|\\.)*)"))?/y;
const UTF8_NAMES = new Set(['utf-8', 'utf8']);

/** Returns the media type of a `Content-Type` header in lower case. Throws `unsupported_media_type` for a charset that is not UTF-8. */
export function mediaTypeOf(contentType: string): string {
  const semicolon = contentType.indexOf(';');
  if (semicolon === -1) return contentType.trim().toLowerCase();
  PARAMETER.lastIndex = semicolon;
  let charset: string | undefined;
  while (PARAMETER.lastIndex < contentType.length) {
    const parameter = PARAMETER.exec(contentType);
    if (!parameter) {
      if (contentType.slice(semicolon).trimEnd().endsWith(';')) break;
      throw unsupported('The parameters of Content-Type cannot be read. Send Content-Type: application/json.');
    }
    const [, name, token, quoted] = parameter;
    if (name?.toLowerCase() !== 'charset') continue;
    if (charset !== undefined) throw unsupported('Content-Type has two charsets. Use one: charset=utf-8.');
    charset = (token ?? quoted?.replace(/\\(.)/g, '$1') ?? '').trim().toLowerCase();
  }
  if (charset && !UTF8_NAMES.has(charset)) {
    throw unsupported(
      'The charset of Content-Type is not UTF-8. Send the body in UTF-8: every other charset is refused.',
    );
  }
  return contentType.slice(0, semicolon).trim().toLowerCase();
}

/**
 * Throws `unsupported_media_type` for a compressed body. RFC 9110 §12.5.3: `Accept-Encoding` in the response names the
 * coding as the reason.
 */
export function requireIdentity(contentEncoding: string | null): void {
  if (contentEncoding === null) return;
  const codings = contentEncoding.split(',').map((coding) => coding.trim().toLowerCase());
  if (codings.every((coding) => coding === '' || coding === 'identity')) return;
  throw new AppError(
    'unsupported_media_type',
    'Send the body without a Content-Encoding: compressed ones are refused.',
    {
      headers: { 'accept-encoding': 'identity' },
    },
  );
}

export function unsupported(message: string): AppError {
  return new AppError('unsupported_media_type', message);
}
