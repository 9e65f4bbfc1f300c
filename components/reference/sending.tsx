import { ErrorTable } from '@/components/problems/error-table';
import { CodeBlock } from '@/components/ui/code-block';
import type { examples } from './examples';
import { Chapter, Code, FactTable, Prose } from './reference-parts';

type Examples = ReturnType<typeof examples>;

const FIELDS = [
  ['to', 'required', 'The recipient in international form, such as +37255512345.'],
  ['text', 'required', 'What to send, at most 10 segments. GSM-7 where it fits, else UCS-2.'],
  ['from', 'optional', 'Sender: a number, a short code of 3 to 8 digits, or a name of at most 11 characters.'],
  [
    'auto_replace',
    'optional',
    'off, on or full: whether characters that cost more are replaced by plain ones. It wins over the key’s setting.',
  ],
  ['dlr_url', 'optional', 'Where to post the delivery report of this message. It wins over the key’s own address.'],
] as const;

export function SendChapter({ example }: { example: Examples }) {
  return (
    <Chapter id="send" title="Send an SMS: POST /api/sms">
      <Prose>
        A body of at most 64 KiB, as JSON or as a form (<Code>application/x-www-form-urlencoded</Code>), with these
        fields. What is left out is taken from the key, then from the account.
      </Prose>
      <FactTable
        caption="Fields of the request"
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
      <CodeBlock code={example.sendWithReport} label="command" title="Terminal" />
      <Prose>
        The answer is 202 once the message is safely stored. From then on it reaches a carrier or ends in a status you
        can see; it is never lost silently.
      </Prose>
      <CodeBlock code={example.accepted} label="answer" title="Answer" />
    </Chapter>
  );
}

export function ReadChapter({ example }: { example: Examples }) {
  return (
    <Chapter id="read" title="Look a message up: GET /api/sms/{id}">
      <Prose>
        Answers what the 202 said, with the current <Code>status</Code>, <Code>submitted_at</Code>,{' '}
        <Code>final_at</Code>, <Code>error_code</Code>, <Code>attempts</Code> and <Code>possible_duplicate</Code>. A
        status only moves forward: <Code>queued</Code>, then <Code>submitted</Code>, then one of <Code>delivered</Code>,{' '}
        <Code>undelivered</Code>, <Code>expired</Code>, <Code>rejected</Code> or <Code>unknown</Code>.
      </Prose>
      <CodeBlock code={example.read} label="command" title="Terminal" />
    </Chapter>
  );
}

export function ErrorsChapter({ example }: { example: Examples }) {
  return (
    <Chapter id="errors" title="Errors">
      <Prose>
        Every refusal is <Code>application/problem+json</Code> with a <Code>code</Code> that never changes its meaning.
        Its <Code>type</Code> is the address of a page that tells why it happens and what to do; anybody may open it.
      </Prose>
      <CodeBlock code={example.problem} label="answer" title="Answer" />
      <ErrorTable />
    </Chapter>
  );
}
