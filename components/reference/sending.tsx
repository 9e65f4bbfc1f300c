import { ErrorTable } from '@/components/problems/error-table';
import { CodeBlock } from '@/components/ui/code-block';
import type { examples } from './examples';
import { Chapter, Code, Prose } from './reference-parts';

type Examples = ReturnType<typeof examples>;

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
