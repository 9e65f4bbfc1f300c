import { Chapter, Code, FactTable, Prose } from '@/components/reference/reference-parts';
import { CodeBlock } from '@/components/ui/code-block';
import type { examples } from './examples';

const FIELDS = [
  ['from', 'The sender: a number in international form, a short code or a name.'],
  ['to', 'Your number.'],
  ['encoding', 'gsm7, ucs2 or binary.'],
  ['segments', 'Parts of the whole message.'],
  ['missing_segments', 'Parts that had not arrived after 24 hours; the text has […] in their place.'],
  ['keyword', 'The first word that selected your account, of a number that accounts share; else null.'],
] as const;

const FILTERS = [
  ['from', 'The sender; write the plus sign as %2B.'],
  ['to', 'Your number.'],
  ['since', 'Received at this time or later, such as 2026-11-20T09:30:00Z, or a day, from 00:00 UTC.'],
  ['limit', '1 to 100 messages a page, else 50.'],
  ['cursor', 'The next_cursor of the page before.'],
] as const;

export function ReceivedChapter({ example }: { example: ReturnType<typeof examples> }) {
  return (
    <Chapter id="received" title="Received messages: GET /api/received">
      <Prose>
        A message that is sent to one of your numbers is posted to the webhook of the number, or to the account’s DLR
        webhook, as <Code>message.received</Code>. It is signed and retried like a delivery report, with the webhook
        secret of the account, which Account → Sending defaults copies.
      </Prose>
      <CodeBlock code={example.receivedEvent} label="event" title="Event" />
      <FactTable
        caption="Fields of a received message"
        head={['Field', 'Meaning']}
        rows={FIELDS.map(([name, meaning]) => ({ id: name, cells: [<Code key="name">{name}</Code>, meaning] }))}
      />
      <Prose>
        <Code>GET /api/received</Code> lists them, newest first: <Code>{'{"messages", "next_cursor"}'}</Code>, each as{' '}
        <Code>data</Code> above. For a key with the scope <Code>sms:read</Code>.
      </Prose>
      <FactTable
        caption="Filters of received messages"
        head={['In the query', 'Meaning']}
        rows={FILTERS.map(([name, meaning]) => ({ id: name, cells: [<Code key="name">{name}</Code>, meaning] }))}
      />
      <CodeBlock code={example.received} label="command" title="Terminal" />
    </Chapter>
  );
}
