import { ErrorTable } from '@/components/problems/error-table';
import { CodeBlock } from '@/components/ui/code-block';
import { Chapter, Code, Prose } from './reference-parts';

/** What refusals look like, and every code. */
export function ErrorsChapter({ example }: { example: string }) {
  return (
    <Chapter id="errors" title="Errors">
      <Prose>
        Every refusal is <Code>application/problem+json</Code> with a <Code>code</Code> that never changes its meaning.
        Its <Code>type</Code> is the address of a page that tells why it happens and what to do; anybody may open it.
      </Prose>
      <CodeBlock code={example} label="answer" title="Answer" />
      <ErrorTable />
    </Chapter>
  );
}
