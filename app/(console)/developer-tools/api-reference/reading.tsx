import { Chapter, Code, FactTable, Prose } from '@/components/reference/reference-parts';
import { CodeBlock } from '@/components/ui/code-block';
import { MESSAGE_STATUSES } from '@/lib/messages/rules';
import type { examples } from './examples';

type Examples = ReturnType<typeof examples>;

const FILTERS = [
  ['status', `One or several, separated by commas: ${MESSAGE_STATUSES.join(', ')}.`],
  ['to', 'The recipient in international form; write the plus sign as %2B.'],
  ['reference', 'Your own id for the message, as you sent it.'],
  ['key', 'The id of the API key that sent it.'],
  ['environment', 'live or test.'],
  ['created_from', 'Accepted at this time or later, such as 2026-11-20T09:30:00Z, or a day, from 00:00 UTC.'],
  ['created_to', 'Accepted before this time.'],
  ['limit', '1 to 100 messages a page, else 50.'],
  ['cursor', 'The next_cursor of the page before.'],
] as const;

export function ReadChapter({ example }: { example: Examples }) {
  return (
    <Chapter id="read" title="Read a message: GET /api/sms/{id}">
      <Prose>
        Returns the fields of the 202 response with the current <Code>status</Code>, <Code>submitted_at</Code>,{' '}
        <Code>final_at</Code>, <Code>error_code</Code>, <Code>attempts</Code> and <Code>possible_duplicate</Code>. A
        status only moves forward: <Code>scheduled</Code> if it has a time, <Code>queued</Code>, <Code>submitted</Code>,
        and at the end one of <Code>delivered</Code>, <Code>undelivered</Code>, <Code>expired</Code>,{' '}
        <Code>rejected</Code>, <Code>unknown</Code> or <Code>cancelled</Code>. Not every message passes each.
      </Prose>
      <CodeBlock code={example.read} label="command" title="Terminal" />
    </Chapter>
  );
}

export function ListChapter({ example }: { example: Examples }) {
  return (
    <Chapter id="list" title="List messages: GET /api/sms">
      <Prose>
        The account’s messages, newest first: <Code>{'{"messages", "next_cursor"}'}</Code>, each as above. For a key
        with the scope <Code>sms:read</Code>.
      </Prose>
      <FactTable
        caption="Filters of the list"
        head={['In the query', 'Meaning']}
        rows={FILTERS.map(([name, meaning]) => ({ id: name, cells: [<Code key="name">{name}</Code>, meaning] }))}
      />
      <CodeBlock code={example.list} label="command" title="Terminal" />
      <Prose>
        Repeat with <Code>cursor</Code> until <Code>next_cursor</Code> is null. If few of many messages match, a page
        may hold fewer than <Code>limit</Code>, even none, before the last.
      </Prose>
    </Chapter>
  );
}

export function CancelChapter({ example }: { example: Examples }) {
  return (
    <Chapter id="cancel" title="Cancel a scheduled message: DELETE /api/sms/{id}">
      <Prose>
        Returns the message as <Code>cancelled</Code>, also if it was cancelled before, and posts its delivery report.
        One that is no longer <Code>scheduled</Code> is refused with 409 <Code>not_cancellable</Code>: it is being sent
        or has ended. For a key with the scope <Code>sms:send</Code>.
      </Prose>
      <CodeBlock code={example.cancel} label="command" title="Terminal" />
    </Chapter>
  );
}
