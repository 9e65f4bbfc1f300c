import { CodeBlock } from '@/components/ui/code-block';
import type { examples } from './examples';
import { Chapter, Code, FactTable, Prose } from './reference-parts';

const ROUTES = [
  ['GET /api/keys', 'A page of the account’s keys. Takes the filters and sorts of the console’s table in the query.'],
  ['POST /api/keys', 'Makes a key and answers 201 with its credential, this once.'],
  ['GET /api/keys/{id}', 'One key, masked.'],
  ['PATCH /api/keys/{id}', 'Enables or disables it: {"enabled": false}.'],
  ['DELETE /api/keys/{id}', 'Deletes it for good.'],
] as const;

const FIELDS = [
  ['name', 'required', 'At most 100 characters, unlike any other key’s of the account.'],
  ['description', 'optional', 'What the key is for.'],
  ['type', 'optional', 'auth (the default), basic or hmac.'],
  ['mode', 'optional', 'live (the default) or test, which never leaves the simulator.'],
  ['scopes', 'optional', 'sms:send, sms:read, keys:manage. None that the asking key lacks.'],
  ['expires_at', 'optional', 'When it stops working, such as "2027-01-31T00:00:00Z".'],
  ['show_once', 'optional', 'true: an auth key that cannot be copied from the table later.'],
  ['compatible', 'optional', 'true: an HMAC key that takes SHA-1 and MD5 from old clients.'],
] as const;

export function ManagingChapter({ example }: { example: ReturnType<typeof examples> }) {
  return (
    <Chapter id="keys" title="Manage keys: /api/keys">
      <Prose>
        For a key with the scope <Code>keys:manage</Code>. Everything is refused and recorded as in the console.
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
      <FactTable
        caption="Fields of a new key"
        head={['Field', 'Need', 'Meaning']}
        rows={FIELDS.map(([name, need, meaning]) => ({
          id: name,
          cells: [
            <Code key="name">{name}</Code>,
            <span key="need" className="text-soft">
              {need}
            </span>,
            meaning,
          ],
        }))}
      />
    </Chapter>
  );
}
