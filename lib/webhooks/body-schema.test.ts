import { expect, test } from 'vitest';
import { newId } from '../base/ids';
import { reportBody } from './body';
import { messageReport, receivedReport, webhookJsonSchema } from './body-schema';
import { sampleBody } from './endpoints/sample-body';
import { WEBHOOK_EVENTS } from './events';

const at = new Date('2026-11-20T09:30:00Z');
const schemaOf = (event: string) => (event === 'message.received' ? receivedReport : messageReport);

test.each(WEBHOOK_EVENTS)('the body and the sample of %s have the published form', (event) => {
  expect(schemaOf(event).parse(JSON.parse(sampleBody(event, newId(), at)))).toMatchObject({ type: event });
  if (event === 'message.received') return;
  for (const isFull of [true, false]) {
    const body = reportBody({
      ...{ messageId: newId(), accountId: newId(), apiKeyId: newId(), url: null, event, recipient: '+37255555555' },
      ...{
        sender: isFull ? 'Shop' : null,
        sequence: 1,
        segments: 2,
        encoding: isFull ? 'ucs2' : 'gsm7',
        environment: 'live',
      },
      error: isFull ? { code: 'absent_subscriber', title: 'The phone is unreachable.' } : null,
      ...{ possibleDuplicate: isFull, reference: isFull ? 'r-1' : null, metadata: isFull ? { order: '5' } : null },
      ...{ occurredAt: at, createdAt: at },
    });
    expect(messageReport.parse(JSON.parse(body))).toEqual(JSON.parse(body));
  }
});

test('the JSON schema has both forms, closed, with all events', () => {
  const schema = JSON.parse(JSON.stringify(webhookJsonSchema('https://sms.example.com/api/schemas/webhook.json')));
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://sms.example.com/api/schemas/webhook.json',
    anyOf: [{ additionalProperties: false }, { additionalProperties: false }],
  });
  const [message, received] = schema.anyOf;
  expect([...message.properties.type.enum, received.properties.type.const].sort()).toEqual([...WEBHOOK_EVENTS].sort());
});
