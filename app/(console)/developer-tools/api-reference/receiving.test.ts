import { expect, test } from 'vitest';
import { receivedBody } from '@/lib/received/view';
import { messageReport } from '@/lib/webhooks/body-schema';
import { examples } from './examples';

test('the example of message.received is what the webhook gets', () => {
  const event = JSON.parse(examples('http://localhost:3000').receivedEvent);
  const { id, from: sender, to: recipient, text, encoding, keyword } = event.data;
  const facts = { id, sender, recipient, text, encoding, keyword, parts: 1, missingParts: 0 };
  expect(JSON.parse(receivedBody({ ...facts, receivedAt: new Date(event.timestamp) }))).toEqual(event);
});

test('the example of a delivery report has the published form', () => {
  const { report } = examples('http://localhost:3000');
  const body = JSON.parse(report.slice(report.indexOf('{')));
  expect(messageReport.parse(body)).toEqual(body);
});
