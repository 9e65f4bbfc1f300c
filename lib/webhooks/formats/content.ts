/** What a report says, read from its stored body. Of a received message, `status` is `received`. */
export type ReportContent = {
  /** Id of the report, the same for all of its attempts. */
  reportId: string;
  accountId: string;
  type: string;
  status: string;
  /** Id of the message. */
  id: string;
  reference: string | null;
  to: string;
  from: string | null;
  error: { code: string; title: string } | null;
  segments: number;
  encoding: string;
  environment: string;
  sequence: number;
  possibleDuplicate: boolean;
  metadata: Record<string, string>;
  occurredAt: Date;
  createdAt: Date;
  /** Of a received message only. */
  text: string | null;
  keyword: string | null;
};

type Data = Record<string, unknown>;

/** Reads a stored body. Throws a SyntaxError for one that is not JSON; a field that is absent is empty. */
export function contentOf(reportId: string, accountId: string, body: string): ReportContent {
  const { type, timestamp, data = {} } = JSON.parse(body) as { type?: unknown; timestamp?: unknown; data?: Data };
  const event = textOf(type) ?? '';
  const occurredAt = timeOf(data.occurred_at ?? data.received_at ?? timestamp);
  return {
    reportId,
    accountId,
    type: event,
    status: textOf(data.status) ?? event.slice(event.indexOf('.') + 1),
    id: textOf(data.id) ?? '',
    reference: textOf(data.reference),
    to: textOf(data.to) ?? '',
    from: textOf(data.from),
    error: errorOf(data),
    segments: numberOf(data.segments, 1),
    encoding: textOf(data.encoding) ?? '',
    environment: textOf(data.environment) ?? '',
    sequence: numberOf(data.sequence, 1),
    possibleDuplicate: data.possible_duplicate === true,
    metadata: metadataOf(data.metadata),
    occurredAt,
    createdAt: data.created_at === undefined ? occurredAt : timeOf(data.created_at),
    text: textOf(data.text),
    keyword: textOf(data.keyword),
  };
}

export function isReceived({ type }: ReportContent): boolean {
  return type === 'message.received';
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOf(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}

function timeOf(value: unknown): Date {
  const at = new Date(textOf(value) ?? 0);
  return Number.isNaN(at.getTime()) ? new Date(0) : at;
}

/** Bodies stored by earlier versions have `error_code` alone. */
function errorOf({ error, error_code: code }: Data): ReportContent['error'] {
  if (typeof error === 'object' && error !== null) {
    const { code: own, title } = error as Data;
    return { code: textOf(own) ?? '', title: textOf(title) ?? textOf(own) ?? '' };
  }
  return typeof code === 'string' ? { code, title: code } : null;
}

function metadataOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)]));
}
