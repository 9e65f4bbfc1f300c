import { Chapter, Code, ErrorTable, FactTable, Prose } from '@/components/reference/reference-parts';
import { CodeBlock } from '@/components/ui/code-block';
import { SIMULATOR_OUTCOMES } from '@/lib/carriers/simulator-outcomes';
import { FAILURES } from '@/lib/messages/rules';
import type { examples } from './examples';
import { Program } from './program';
import { verifyingSamples } from './verifying-samples';

export function ReportsChapter({ example }: { example: ReturnType<typeof examples> }) {
  return (
    <Chapter id="reports" title="Delivery reports">
      <Prose>
        When a message reaches its final status, Postern posts a report to its <Code>dlr_url</Code>. Respond with any
        2xx status within 15 seconds. Otherwise the report is retried, nine times over three days; 410 stops it. Reports
        can come twice: <Code>webhook-id</Code> is the same for each attempt.
      </Prose>
      <CodeBlock code={example.report} label="report" title="Report" />
      <Prose>
        Reports follow Standard Webhooks: the signature is HMAC-SHA-256 over <Code>id.timestamp.body</Code> with the
        key’s webhook secret, which the key’s menu under API Keys copies. These servers verify it, and so does any
        library of standardwebhooks.com.
      </Prose>
      {verifyingSamples().map((sample, index) => (
        <Program key={sample.file} sample={sample} open={index === 0} />
      ))}
      <FactTable
        caption="Codes of failed messages"
        head={['error.code', 'Meaning']}
        rows={Object.entries(FAILURES).map(([code, meaning]) => ({
          id: code,
          cells: [<Code key="code">{code}</Code>, meaning],
        }))}
      />
    </Chapter>
  );
}

export function SimulatorChapter() {
  return (
    <Chapter id="simulator" title="Simulator">
      <Prose>
        Until the operator connects a carrier, all messages go to the built-in simulator and nothing leaves this
        machine; those of test keys go there afterwards, too. The last four digits of the recipient determine the
        outcome, for numbers of any country: <Code>+372 5551 9001</Code> is out of reach. Every other number is
        delivered within a second.
      </Prose>
      <FactTable
        caption="Outcomes by the recipient’s last digits"
        head={['Digits', 'What happens', 'Ends as']}
        rows={SIMULATOR_OUTCOMES.map(({ digits, happens, finalStatus }) => ({
          id: digits,
          cells: [
            <Code key="digits">{digits}</Code>,
            happens,
            <span key="status" className="text-soft">
              {finalStatus}
            </span>,
          ],
        }))}
      />
    </Chapter>
  );
}

/** The format of refusals and the list of codes. */
export function ErrorsChapter({ example }: { example: string }) {
  return (
    <Chapter id="errors" title="Errors">
      <Prose>
        Every refusal is <Code>application/problem+json</Code> with a <Code>code</Code> that never changes its meaning.
        Its <Code>type</Code> is the address of a public page that describes the cause and the fix.
      </Prose>
      <CodeBlock code={example} label="response" title="Response" />
      <ErrorTable />
    </Chapter>
  );
}
