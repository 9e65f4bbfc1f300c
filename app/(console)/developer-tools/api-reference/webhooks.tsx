import { Chapter, Code, FactTable, Prose } from '@/components/reference/reference-parts';
import { CodeBlock } from '@/components/ui/code-block';
import type { examples } from './examples';
import { FieldTable } from './field-table';

const ROUTES = [
  ['GET /api/webhook-endpoints', 'The endpoints of the account, at most 20: {endpoints}.'],
  ['POST /api/webhook-endpoints', 'Adds an endpoint and returns 201 with its secret, shown only once.'],
  ['GET /api/webhook-endpoints/{id}', 'One endpoint; its secret and the values of its headers are masked.'],
  ['PATCH /api/webhook-endpoints/{id}', 'Changes what it names. enabled: true also ends a disabling for failures.'],
  ['DELETE /api/webhook-endpoints/{id}', 'Removes it. The log of its deliveries remains.'],
  [
    'POST /api/webhook-endpoints/{id}/rotate-secret',
    'Returns a new secret, once. Both sign for {"overlap": 86400} seconds; 0 ends the old one now.',
  ],
  ['POST /api/webhook-endpoints/{id}/test', 'Sends a report about no message: {"event": "message.delivered"}.'],
  [
    'GET /api/webhook-deliveries',
    'Deliveries, newest first: event, state, http_status, to, message, endpoint, created_from, created_to, cursor.',
  ],
  ['GET /api/webhook-deliveries/{id}', 'One delivery with its body and attempts.'],
  ['POST /api/webhook-deliveries/{id}/resend', 'Sends it again, with the same webhook-id.'],
  [
    'POST /api/webhook-deliveries/resend?since=',
    'Sends all failed deliveries since a time again, also of one endpoint=; returns a job.',
  ],
  ['GET /api/webhook-resends/{id}', 'The progress of the job: {state, total, done}. DELETE stops it.'],
  ['POST /api/webhook-deliveries/cancel', 'Cancels waiting deliveries: {"endpoint", "event", "message", "ids"}.'],
  ['POST /api/keys/{id}/rotate-webhook-secret', 'The same for the secret of a key (scope keys:manage).'],
  ['POST /api/account/rotate-webhook-secret', 'The same for the secret of the account.'],
] as const;

const FIELDS = [
  ['name', 'required', 'At most 100 characters, unique in the account.'],
  ['url', 'required', 'Where reports are posted.'],
  ['events', '', 'Such as ["message.delivered"]; default: all final statuses.'],
  ['key_ids', '', 'Ids of keys whose messages it receives; empty: all.'],
  ['enabled', '', 'false: no reports are sent to it.'],
  ['format', '', 'standard (the default), messente, messagemedia, query or form.'],
  ['signature', 'fixed', 'v1 (HMAC-SHA-256, the default) or v1a (Ed25519). A rotation of the secret can change it.'],
  ['headers', '', 'At most 10 names and values. Values are masked when read; a masked value that is sent back stays.'],
  ['secret', 'fixed', 'whsec_ and base64 of 24 to 64 bytes, to keep the one of your receiver.'],
] as const;

export function WebhooksChapter({ example }: { example: ReturnType<typeof examples> }) {
  return (
    <Chapter id="webhooks" title="Webhook endpoints: /api/webhook-endpoints">
      <Prose>
        Endpoints receive the reports of the account beside the <Code>dlr_url</Code> of requests and keys. Reading needs
        the scope <Code>webhooks:read</Code>, changes need <Code>webhooks:manage</Code>, which test keys cannot use.
      </Prose>
      <FactTable
        caption="Requests about webhooks"
        head={['Request', 'What it does']}
        rows={ROUTES.map(([request, meaning]) => ({
          id: request,
          cells: [
            <span key="request" className="wrap-anywhere sm:whitespace-nowrap">
              <Code>{request}</Code>
            </span>,
            meaning,
          ],
        }))}
      />
      <CodeBlock code={example.makeEndpoint} label="command" title="Terminal" />
      <FieldTable
        caption="Fields of an endpoint"
        fields={FIELDS.map(([name, need, meaning]) => ({ name, need, meaning }))}
      />
      <Prose>
        The JSON schema of all bodies is at <Code>/api/schemas/webhook.json</Code>.
      </Prose>
    </Chapter>
  );
}

const PULL_FIELDS = [
  ['after', 'The cursor of the response before, or end. Without it: the oldest reports that are not confirmed.'],
  ['wait', 'Seconds to wait for a report, at most 20.'],
  ['limit', '1 to 100 reports, else 50.'],
] as const;

export function PullChapter({ example }: { example: ReturnType<typeof examples> }) {
  return (
    <Chapter id="pull" title="Read reports: GET /api/reports">
      <Prose>
        For applications that cannot be called. Turn it on once with <Code>PATCH /api/reports</Code>{' '}
        <Code>{'{"enabled": true}'}</Code> (scope <Code>webhooks:manage</Code>; <Code>events</Code> chooses others than
        the final statuses). From then on each event is also a report here, kept for 30 days, for keys with the scope{' '}
        <Code>sms:read</Code>: <Code>{'{"reports", "cursor", "more"}'}</Code>. No report is skipped or moves, in any
        order of transactions.
      </Prose>
      <FactTable
        caption="Parameters of GET /api/reports"
        head={['In the query', 'Meaning']}
        rows={PULL_FIELDS.map(([name, meaning]) => ({ id: name, cells: [<Code key="name">{name}</Code>, meaning] }))}
      />
      <CodeBlock code={example.pull} label="command" title="Terminal" />
      <Prose>
        <Code>POST /api/reports/confirm</Code> with <Code>{'{"cursor": "42"}'}</Code>, or up to 1,000 <Code>ids</Code>,
        confirms reports. To try webhooks on your machine, <Code>postern listen</Code> of the command line reads reports
        so and forwards them, signed.
      </Prose>
    </Chapter>
  );
}
