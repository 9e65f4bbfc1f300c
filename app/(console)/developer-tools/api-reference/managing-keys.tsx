import { Chapter, Code, FactTable, Prose } from '@/components/reference/reference-parts';
import { CodeBlock } from '@/components/ui/code-block';
import type { examples } from './examples';
import { FieldTable } from './field-table';

const ROUTES = [
  [
    'GET /api/keys',
    'The account’s keys, newest first: {keys, next_cursor}. Query parameters: limit (1 to 100, default 50), cursor, search, type, environment, status and restriction.',
  ],
  ['POST /api/keys', 'Creates a key and returns 201 with its key or secret, shown only once.'],
  ['GET /api/keys/{id}', 'One key with all its settings, masked.'],
  ['PATCH /api/keys/{id}', 'Changes the settings it names, all or none; the rest stays.'],
  [
    'POST /api/keys/{id}/rotate',
    'Creates a new key or secret, shown only once. The old one stays valid for {"overlap": 86400} seconds; 0 ends it now.',
  ],
  ['DELETE /api/keys/{id}', 'Deletes it permanently.'],
] as const;

const FIELDS = [
  ['name', 'required', 'At most 100 characters, unique in the account.'],
  ['description', '', 'Purpose of the key.'],
  ['type', 'fixed', 'auth (the default), basic or hmac.'],
  ['environment', 'fixed', 'live (the default) or test, which never leaves the simulator.'],
  [
    'copyable',
    'fixed',
    'false: an auth key that cannot be copied from the table later. With keys:manage only administrators can copy it.',
  ],
  ['enabled', '', 'false: its requests are refused.'],
  ['expires_at', '', 'When it expires, such as "2027-01-31T00:00:00Z"; null is never.'],
  [
    'scopes',
    '',
    'sms:send, sms:read, keys:manage, webhooks:read, webhooks:manage. Only scopes of the key that sends the request.',
  ],
  [
    'ip_restriction',
    '',
    '{"enabled", "mode": "allow", "block" or "lock", "entries": addresses and ranges, "locked_ip"}. null resets the lock; an address locks the key on it.',
  ],
  [
    'default_sender',
    '',
    'Sender of messages without from: one of the account’s approved sender IDs; null is the account’s default.',
  ],
  ['auto_replace', '', 'off, on or full; null is the account’s.'],
  ['dlr_url', '', 'URL for delivery reports; null is the account’s.'],
  [
    'dlr_events',
    '',
    'Events that it receives, such as ["message.submitted"]; null is the account’s choice, else the final statuses.',
  ],
  ['compatible', '', 'true: an HMAC key that also accepts SHA-1 and MD5, for old clients.'],
  [
    'limits',
    '',
    '{"requests_per_second", "burst", "messages_per_day", "messages_per_month"}: null is no limit. Beyond, 429 with RateLimit and Retry-After.',
  ],
  ['allow_query_key', '', 'true: an auth key that is accepted in the query as AUTH_KEY.'],
] as const;

export function ManagingChapter({ example }: { example: ReturnType<typeof examples> }) {
  return (
    <Chapter id="keys" title="Manage keys: /api/keys">
      <Prose>
        For a key with the scope <Code>keys:manage</Code>. The same permissions and audit log as in the console apply. A
        key cannot exceed its own rights: it grants only its own scopes, a test key changes only test keys, and an
        expiring key creates no key that expires later. Its IP restriction is not inherited: a key that may manage keys
        from one address can create keys without a restriction. An empty or blank text is null; in a field that cannot
        be null it counts as missing.
      </Prose>
      <FactTable
        caption="Requests about keys"
        head={['Request', 'What it does']}
        rows={ROUTES.map(([request, meaning]) => ({
          id: request,
          cells: [
            <span key="request" className="whitespace-nowrap">
              <Code>{request}</Code>
            </span>,
            meaning,
          ],
        }))}
      />
      <CodeBlock code={example.makeKey} label="command" title="Terminal" />
      <FieldTable caption="Fields of a key" fields={FIELDS.map(([name, need, meaning]) => ({ name, need, meaning }))} />
      <Prose>
        Fixed fields are set when the key is created. Responses also contain <Code>id</Code>, <Code>key_id</Code>,{' '}
        <Code>masked_key</Code>, <Code>status</Code>, <Code>created_by</Code>, <Code>created_at</Code>,{' '}
        <Code>last_used_at</Code>, <Code>last_used_ip</Code> and <Code>times_used</Code>, which can only be read.
      </Prose>
    </Chapter>
  );
}
