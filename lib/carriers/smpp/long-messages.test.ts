import { describe, expect, test } from 'vitest';
import type { SmscScriptInput } from '../../smsc/script';
import { submission, useSmpp } from '../../testing/smpp-link';
import { COMMAND, ESM_CLASS, TAG } from './ids';
import { OutgoingMessages, partReference } from './outgoing';
import { readMessage, tlvNumber } from './pdu-reader';
import { smppSettingsSchema } from './settings';
import { readUserData } from './user-data-header';

const { bound } = useSmpp();

function pdusOf(settings: Record<string, unknown>, message: Parameters<typeof submission>[0]) {
  const parsed = smppSettingsSchema.parse({ host: 'localhost', systemId: 'x', ...settings });
  const writers = new OutgoingMessages(parsed).partsOf(submission(message));
  return writers.map((write, index) => {
    const body = write(index + 1, Date.now()).subarray(16);
    return readMessage({ commandId: COMMAND.submit_sm, status: 0, sequence: index + 1, body });
  });
}

const LONG = 'abcdefghij'.repeat(31);

describe('a long message', () => {
  test.each([
    ['udh8', 3, [153, 153, 4]],
    ['udh16', 3, [152, 152, 6]],
  ])('is split with %s', (longMessages, total, sizes) => {
    const pdus = pdusOf({ longMessages }, { text: LONG });
    const parts = pdus.map(({ shortMessage }) => readUserData(shortMessage));
    expect(pdus.map(({ esmClass }) => esmClass)).toEqual(pdus.map(() => ESM_CLASS.user_data_header));
    expect(parts.map(({ text }) => text.length)).toEqual(sizes);
    expect(parts.map(({ part }) => part)).toEqual(
      [1, 2, 3].map((number) => ({ reference: parts[0]?.part?.reference, number, total })),
    );
    for (const { shortMessage } of pdus) expect(shortMessage.length).toBeLessThanOrEqual(160);
  });

  test('of UCS-2 has at most 140 octets in each part', () => {
    for (const longMessages of ['udh8', 'udh16', 'sar']) {
      const pdus = pdusOf({ longMessages }, { text: 'д😀'.repeat(60), encoding: 'ucs2' });
      expect(pdus.length).toBeGreaterThanOrEqual(3);
      for (const { shortMessage } of pdus) expect(shortMessage.length).toBeLessThanOrEqual(140);
    }
  });

  test('has SAR parameters', () => {
    const pdus = pdusOf({ longMessages: 'sar' }, { text: LONG });
    const numbers = pdus.map(({ tlvs }) =>
      [TAG.sar_total_segments, TAG.sar_segment_seqnum].map((tag) => tlvNumber(tlvs.get(tag))),
    );
    expect(numbers).toEqual([
      [3, 1],
      [3, 2],
      [3, 3],
    ]);
    expect(pdus.map(({ shortMessage }) => shortMessage.length)).toEqual([153, 153, 4]);
    expect(new Set(pdus.map(({ tlvs }) => tlvNumber(tlvs.get(TAG.sar_msg_ref_num)))).size).toBe(1);
  });

  test('goes whole in message_payload', () => {
    const pdus = pdusOf({ longMessages: 'payload' }, { text: LONG });
    expect(pdus.map(({ shortMessage, tlvs }) => [shortMessage.length, tlvs.get(TAG.message_payload)?.length])).toEqual([
      [0, 310],
    ]);
  });

  test('has the same reference at every attempt, and others have others', () => {
    const first = pdusOf({ longMessages: 'udh16' }, { text: LONG, messageId: 'a' });
    const second = pdusOf({ longMessages: 'udh16' }, { text: LONG, messageId: 'a', attempt: 2 });
    expect(second.map(({ shortMessage }) => shortMessage)).toEqual(first.map(({ shortMessage }) => shortMessage));
    const references = Array.from({ length: 1_000 }, () => partReference(submission().messageId));
    expect(new Set(references).size).toBeGreaterThan(900);
    expect(Math.max(...references)).toBeLessThanOrEqual(0xffff);
  });
});

describe('the parts of a message', () => {
  const opened = (script: SmscScriptInput, settings: Record<string, unknown> = {}) => bound(script, { settings });

  test('are sent in order within the window, and the outcome has them', async () => {
    const { server, link } = await opened({}, { window: 1 });
    const outcome = await link.send({ text: LONG });
    expect(outcome).toMatchObject({ kind: 'accepted', parts: [{ part: 1 }, { part: 2 }, { part: 3 }] });
    expect(outcome.kind === 'accepted' && outcome.carrierMessageId).toBe(outcome.parts?.[0]?.carrierMessageId);
    expect(server.stats.submits).toBe(3);
  });

  test('that an earlier attempt handed over are not sent again', async () => {
    const { server, link } = await opened({});
    const acceptedParts = [{ part: 2, carrierMessageId: 'earlier' }];
    const outcome = await link.send({ text: LONG, attempt: 2, acceptedParts });
    expect(outcome.parts?.[1]).toEqual({ part: 2, carrierMessageId: 'earlier' });
    expect(server.stats.submits).toBe(2);
    const whole = [1, 2, 3].map((part) => ({ part, carrierMessageId: `${part}` }));
    expect(await link.send({ text: LONG, attempt: 3, acceptedParts: whole })).toEqual({
      kind: 'accepted',
      carrierMessageId: '1',
      parts: whole,
    });
    expect(server.stats.submits).toBe(2);
  });

  test.each([
    ['ESME_RSUBMITFAIL', 'rejected'],
    ['ESME_RTHROTTLED', 'throttled'],
  ])('after one that is refused with %s are not sent', async (status, kind) => {
    const { server, link } = await opened({ answers: { errors: [{ status }] } }, { window: 1 });
    expect(await link.send({ text: LONG })).toMatchObject({ kind, parts: [] });
    expect(server.stats.submits).toBe(1);
  });

  test('are unknown when the link is cut, with those that were accepted', async () => {
    const { link } = await opened({ disconnect: { afterPdus: 3 } }, { window: 1 });
    const outcome = await link.send({ text: LONG });
    // The bind and the first part are answered; the connection ends with the second part.
    expect(outcome).toMatchObject({ kind: 'unknown', parts: [{ part: 1 }] });
  });
});
