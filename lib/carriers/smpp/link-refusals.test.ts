import { describe, expect, test } from 'vitest';
import { useSmpp } from '../../testing/smpp-link';

const { bound } = useSmpp();

describe('a refused message', () => {
  test.each([
    ['ESME_RINVDSTADR', 'rejected', { errorCode: 'invalid_recipient' }],
    ['ESME_RSUBMITFAIL', 'rejected', { errorCode: 'rejected_by_carrier' }],
    ['0x0432', 'rejected', { errorCode: 'rejected_by_carrier', detail: expect.stringContaining('0x00000432') }],
    ['ESME_RSYSERR', 'throttled', { retryAfterMs: 1_000 }],
    ['ESME_RTHROTTLED', 'throttled', {}],
    ['ESME_RMSGQFUL', 'throttled', {}],
  ])('with %s is %s', async (status, kind, fields) => {
    const { link } = await bound({ answers: { errors: [{ status }] } });
    expect(await link.send()).toMatchObject({ kind, ...fields });
    expect(link.status().lastError?.message).toMatch(/0x0/);
  });

  test('has the effect that the operator chose for the status', async () => {
    const commandStatus = { '0x45': 'retry', '88': 'reject', '0x0B': 'throttle' };
    const errors = [
      { status: '0x45', to: '1$' },
      { status: 'ESME_RTHROTTLED', to: '2$' },
    ];
    const { link } = await bound({ answers: { errors } }, { settings: { commandStatus } });
    expect(await link.send({ recipient: '+37255550001' })).toMatchObject({ kind: 'throttled' });
    expect(await link.send({ recipient: '+37255550002' })).toMatchObject({ kind: 'rejected' });
    expect(link.status().state).toBe('bound');
  });

  test('that cannot be written is rejected', async () => {
    const { link } = await bound();
    expect(await link.send({ sender: 'Ωμέγα' })).toMatchObject({ kind: 'rejected', errorCode: 'rejected_by_carrier' });
  });

  test('pauses the link when the carrier throttles', async () => {
    const errors = [{ status: 'ESME_RTHROTTLED' }];
    const { link } = await bound(
      { answers: { errors } },
      { timings: { pauseFirstMs: 600_000, pauseLongestMs: 600_000 } },
    );
    const outcome = await link.send();
    expect(outcome).toMatchObject({ kind: 'throttled' });
    expect(outcome.kind === 'throttled' && outcome.retryAfterMs).toBeGreaterThan(200_000);
    expect([link.status().state, link.status().throttles, link.room()]).toEqual(['throttled', 1, 0]);
  });

  test('is sent after the pause', async () => {
    const errors = [{ status: 'ESME_RMSGQFUL', to: '1$' }];
    const { server, link } = await bound({ answers: { errors } });
    await link.send({ recipient: '+37255550001' });
    await link.bound();
    expect(await link.send()).toMatchObject({ kind: 'accepted' });
    expect([server.stats.submits, link.status().throttles]).toEqual([2, 1]);
  });
});
