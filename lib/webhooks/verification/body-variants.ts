/** What a body may have been before it was changed on its way to the signature check. */
export type BodyVariant = { body: string; reason: string };

const FRAMEWORK =
  'Verify the bytes of the request before a framework parses them, not an object that was written as JSON again.';

/** Returns what else the sender may have signed, each with how it came to differ from `body`. Never `body` itself. */
export function bodyVariants(body: string): BodyVariant[] {
  const variants = [
    { body: body.replace(/(?:\r?\n)+$/, ''), reason: 'The body has a line break at its end that was not sent.' },
    { body: body.replaceAll('\r\n', '\n'), reason: 'Line breaks were changed to those of Windows.' },
    { body: body.trim(), reason: 'The body has blanks around it that were not sent.' },
    {
      body: compacted(body),
      reason: `The body was parsed and written again with other blanks or escapes. ${FRAMEWORK}`,
    },
    { body: unwrapped(body), reason: `The body was written as a JSON string. ${FRAMEWORK}` },
    {
      body: decoded(body),
      reason: 'The body is base64, as AWS API Gateway and others pass it to a function. Decode it first.',
    },
  ];
  return variants.filter((one): one is BodyVariant => one.body !== null && one.body !== body);
}

function compacted(body: string): string | null {
  const value = parsed(body);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : null;
}

function unwrapped(body: string): string | null {
  const value = parsed(body);
  return typeof value === 'string' ? value : null;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function decoded(body: string): string | null {
  const text = body.trim();
  if (text.length === 0 || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}
