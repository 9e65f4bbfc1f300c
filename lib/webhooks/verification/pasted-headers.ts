/** The headers that a signature needs, as they were found in pasted text. */
export type SignedHeaders = { id: string | null; timestamp: string | null; signature: string | null };

const NAMES = { id: 'webhook-id', timestamp: 'webhook-timestamp', signature: 'webhook-signature' } as const;
/** What precedes a header in the output of curl, in a log and in a command line. */
const PREFIX = /^\s*(?:[<>*|]\s*|-H\s+|--header\s+)?["'`]?/;
/** How frameworks write them: `HTTP_WEBHOOK_ID` of CGI and WSGI, `webhook_id`, `Webhook-Id`. */
const LINE = /^(?:http[-_])?(webhook[-_](?:id|timestamp|signature))["'`]?\s*(?::|=>|=)\s*\[?["'`]?(.*)$/i;
const END = /["'`]?\]?["'`]?\s*[,;\\]?\s*$/;

/**
 * Returns the headers of a signature in text that was copied from a log, curl, a debugger or an object in JSON. A header that
 * is not in the text is null; of a repeated one the first counts.
 */
export function readPastedHeaders(text: string): SignedHeaders {
  const found = fromJson(text) ?? fromLines(text);
  return {
    id: found.get(NAMES.id) ?? null,
    timestamp: found.get(NAMES.timestamp) ?? null,
    signature: found.get(NAMES.signature) ?? null,
  };
}

function fromJson(text: string): Map<string, string> | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const pairs: unknown[] = Array.isArray(value) ? value : Object.entries(value);
  return collect(pairs.map(pairOf).filter((pair) => pair !== null));
}

/** `["name", "value"]`, `["name", ["value"]]`, `{"name": …, "value": …}`. */
function pairOf(entry: unknown): [string, string] | null {
  const [name, value]: unknown[] = Array.isArray(entry) ? entry : Object.values(entry ?? {});
  const single: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof name !== 'string' || (typeof single !== 'string' && typeof single !== 'number')) return null;
  return [name, String(single)];
}

function fromLines(text: string): Map<string, string> {
  const pairs = text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const [, name, value] = LINE.exec(line.replace(PREFIX, '')) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value.replace(END, '')]];
  });
  return collect(pairs);
}

function collect(pairs: readonly [string, string][]): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of pairs) {
    const plain = name
      .toLowerCase()
      .replace(/^http[-_]/, '')
      .replaceAll('_', '-');
    if (!found.has(plain) && value.trim() !== '') found.set(plain, value.trim());
  }
  return found;
}
