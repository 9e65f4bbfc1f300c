import { Chapter, Code, Prose } from '@/components/reference/reference-parts';
import { CodeBlock } from '@/components/ui/code-block';
import type { examples } from './examples';
import { FieldTable } from './field-table';

type Examples = ReturnType<typeof examples>;

const FIELDS = [
  [
    'to',
    'required',
    'The recipient in international form, such as +37255512345, or a list of up to 1,000. In a form the + is written %2B.',
  ],
  ['text', 'required', 'The text, with at least one visible character. GSM-7 if possible, else UCS-2.'],
  ['from', 'optional', 'One of the account’s approved sender IDs.'],
  ['auto_replace', 'optional', 'off, on or full: whether characters that cost more are replaced. Alias: autoconvert.'],
  ['dlr_url', 'optional', 'Where to post the delivery report: an http or https URL, stored in its normal form.'],
  [
    'send_at',
    'optional',
    'When to send it, such as 2027-01-31T12:00:00Z or 2027-01-31T14:00+02:00; at most a year ahead.',
  ],
  ['validity', 'optional', 'Minutes until it must be submitted to a carrier, 1 to 10080; 1440 by default.'],
  ['priority', 'optional', 'low, regular or high: the order in which queued messages are sent.'],
  [
    'reference',
    'optional',
    'Your own id of the message, up to 100 characters. Reports contain it, and you can filter by it.',
  ],
  [
    'metadata',
    'optional',
    'Up to 10 entries of your own: names of up to 100 characters, values of up to 256. Reports contain them.',
  ],
] as const;

/** POST /api/sms and its fields. */
export function SendChapter({ example, maxSegments }: { example: Examples; maxSegments: number }) {
  return (
    <Chapter id="send" title="Send an SMS: POST /api/sms">
      <Prose>
        A body of at most 64 KiB, as JSON or as a form (<Code>application/x-www-form-urlencoded</Code>), with these
        fields and no others. An optional field that is missing, null, empty or blank uses the setting of the key, then
        of the account.
      </Prose>
      <FieldTable
        caption="Fields of the request"
        fields={FIELDS.map(([name, need, meaning]) => ({
          name,
          need,
          meaning: name === 'text' ? `${meaning} At most ${maxSegments} segments.` : meaning,
        }))}
      />
      <CodeBlock code={example.sendWithReport} label="command" title="Terminal" />
      <Prose>
        The response is 202 once the message is stored. From then on it reaches a carrier or ends in a visible status;
        it is never lost silently. The response contains the sender, the settings and the text after auto-replace.
        Characters that <Code>full</Code> could not replace are listed in <Code>unreplaced</Code>.
      </Prose>
      <CodeBlock code={example.accepted} label="response" title="Response" />
      <Prose>
        For a list of recipients the response contains <Code>messages</Code>, one for each number. Either all are
        accepted or none. A duplicate number gets one message; <Code>merged</Code> counts the duplicates. In a form,
        separate the numbers by commas, and write metadata as <Code>metadata[order]=1234</Code>.
      </Prose>
      <Prose>
        Times are in RFC 3339 format with their zone: <Code>Z</Code> or an offset such as <Code>+02:00</Code> (
        <Code>+0200</Code> and <Code>+02</Code> too). Seconds can be left out; a day alone is 00:00 UTC. Responses
        contain times in UTC.
      </Prose>
    </Chapter>
  );
}

/** POST /api/sms/batch. */
export function BatchChapter({ example }: { example: Examples }) {
  return (
    <Chapter id="batch" title="Send many different SMS: POST /api/sms/batch">
      <Prose>
        Up to 1,000 messages in one request of at most 2 MiB, each with the fields above and one recipient. All that can
        be accepted are stored together; the response has a result for each in order. A refused message has up to 5 of
        its problems in <Code>errors</Code>; after 100 refused messages, the others have only their first. If none can
        be accepted, the request is refused with 422 and names 20 problems.
      </Prose>
      <CodeBlock code={example.batch} label="command" title="Terminal" />
      <CodeBlock code={example.batchAccepted} label="response" title="Response" />
    </Chapter>
  );
}

/** The Idempotency-Key header. */
export function RepeatChapter({ example }: { example: Examples }) {
  return (
    <Chapter id="repeat" title="Repeat a request safely: Idempotency-Key">
      <Prose>
        If a response is lost, you cannot know whether the message was accepted. Send each request with an{' '}
        <Code>Idempotency-Key</Code> of your own, such as a UUID, and repeat it unchanged: it is processed once, and
        every retry within 24 hours gets the first response, with the header <Code>Idempotency-Replayed: true</Code>.
        The same key with another body, path or API key is refused with 422; one that arrives while the first is still
        processed waits for its response, or is refused with 409. A refused request does not use up the key. A repeated
        signed request is marked by the same header.
      </Prose>
      <CodeBlock code={example.repeatable} label="command" title="Terminal" />
    </Chapter>
  );
}
