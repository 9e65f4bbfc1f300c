import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TokenBucket } from '../token-bucket';
import { readAddress, sourceAddress } from './addressing';
import { COMMAND_STATUSES, commandStatus, describeStatus, parseStatusCode } from './command-status';
import { combineParts, type PartResult } from './part-results';
import { ReconnectDelay } from './reconnect-delay';
import { smppSecretsSchema, smppSettingsSchema } from './settings';
import { SinkQueue } from './sink-queue';
import { ThrottlePause } from './throttle-pause';
import { backoffMs } from './timings';
import { readUserData } from './user-data-header';
import { validityPeriod } from './validity';

describe('addresses', () => {
  const automatic = smppSettingsSchema.parse({ host: 'h', systemId: 's' });

  test.each([
    ['Postern', { ton: 5, npi: 0, address: 'Postern' }],
    ['Käse', { ton: 5, npi: 0, address: 'Käse' }],
    ['+37255555555', { ton: 1, npi: 1, address: '37255555555' }],
    ['12345', { ton: 3, npi: 0, address: '12345' }],
    [null, { ton: 0, npi: 0, address: '' }],
  ])('of the sender %j', (sender, address) => {
    expect(sourceAddress(sender, automatic)).toEqual(address);
  });

  test('have the operator’s TON and NPI', () => {
    const settings = smppSettingsSchema.parse({
      host: 'h',
      systemId: 's',
      addressing: { shortCode: { ton: 6, npi: 9 } },
    });
    expect(sourceAddress('12345', settings)).toEqual({ ton: 6, npi: 9, address: '12345' });
  });

  test('of the carrier have + when they are international', () => {
    expect(readAddress({ ton: 1, npi: 1, address: '37255555555' })).toBe('+37255555555');
    expect(readAddress({ ton: 1, npi: 1, address: '+37255555555' })).toBe('+37255555555');
    expect(readAddress({ ton: 0, npi: 1, address: '12345' })).toBe('12345');
    expect(readAddress({ ton: 5, npi: 0, address: 'Postern' })).toBe('Postern');
  });
});

describe('the validity period', () => {
  const now = Date.UTC(2026, 10, 28, 20, 30, 15);

  test.each([
    ['relative', 3_600_000, '000000010000000R'],
    ['relative', 86_400_000 * 7 + 61_000, '000007000101000R'],
    ['relative', 86_400_000 * 400, '000030000000000R'],
    ['relative', -5_000, '000000000100000R'],
    ['absolute', 3_600_000, '261128213015000+'],
    ['absolute', -5_000, '261128203115000+'],
    ['none', 3_600_000, ''],
  ] as const)('%s, %i ms ahead, is %j', (form, ms, written) => {
    expect(validityPeriod(new Date(now + ms), form, now)).toBe(written);
  });
});

describe('statuses', () => {
  test('of the standard each have a name, a sentence and an effect', () => {
    expect(COMMAND_STATUSES.length).toBeGreaterThan(50);
    for (const { name, meaning } of COMMAND_STATUSES) {
      expect(name).toMatch(/^ESME_R/);
      expect(meaning).toMatch(/^[A-Z].*\.$/);
    }
    const codes = COMMAND_STATUSES.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)].sort((a, b) => a - b));
  });

  test('of the carrier itself reject, and say so', () => {
    expect(commandStatus(0x456)).toMatchObject({ effect: 'reject', name: '0x00000456' });
    expect(describeStatus(0x456)).toContain('carrier’s own');
    expect(describeStatus(0x58)).toBe(
      'ESME_RTHROTTLED (0x00000058): The messages are sent faster than the carrier permits.',
    );
  });

  test.each([
    ['0x58', 0x58],
    ['88', 88],
    ['0x00000058', 0x58],
    ['0', null],
    ['-1', null],
    ['58h', null],
    ['', null],
    ['0x100000000', null],
  ])('are read from %j', (text, code) => {
    expect(parseStatusCode(text)).toBe(code);
  });
});

describe('settings', () => {
  const valid = { host: 'smpp.example.com', systemId: 'acme' };

  test('have defaults', () => {
    expect(smppSettingsSchema.parse(valid)).toMatchObject({
      ...{ port: 2775, bindMode: 'transceiver', binds: 1, window: 10, longMessages: 'udh8', validity: 'relative' },
      ...{ tls: { enabled: false, fingerprint256: null }, registeredDelivery: 1, receiptIds: 'auto', customTlvs: [] },
    });
  });

  test('are the same when they are parsed again', () => {
    const once = smppSettingsSchema.parse({ ...valid, tls: { enabled: true, fingerprint256: 'ab'.repeat(32) } });
    expect(smppSettingsSchema.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  test.each([
    [{ host: '' }, 'host'],
    [{ host: 'http://example.com' }, 'host'],
    [{ port: 0 }, 'port'],
    [{ port: 70_000 }, 'port'],
    [{ systemId: 'ä' }, 'systemId'],
    [{ window: 0 }, 'window'],
    [{ window: 1_001 }, 'window'],
    [{ binds: 21 }, 'binds'],
    [{ bindMode: 'both' }, 'bindMode'],
    [{ defaultAlphabet: 'utf8' }, 'defaultAlphabet'],
    [{ tls: { enabled: true, fingerprint256: 'ab' } }, 'tls.fingerprint256'],
    [{ tls: { enabled: true, ca: 'not PEM' } }, 'tls.ca'],
    [{ addressing: { shortCode: { ton: 256, npi: 0 } } }, 'addressing.shortCode.ton'],
    [{ commandStatus: { abc: 'retry' } }, 'commandStatus.abc'],
    [{ commandStatus: { '0x58': 'drop' } }, 'commandStatus.0x58'],
    [{ customTlvs: [{ tag: 70_000, value: '' }] }, 'customTlvs.0.tag'],
    [{ customTlvs: [{ tag: 1, kind: 'hex', value: 'abc' }] }, 'customTlvs.0.value'],
    [{ serviceType: 'TOOLONG' }, 'serviceType'],
    [{ unknown: 1 }, ''],
  ])('refuse %j and name the field', (fields, path) => {
    const { error } = smppSettingsSchema.safeParse({ ...valid, ...fields });
    expect(error?.issues[0]?.path.join('.')).toBe(path);
    expect(error?.issues[0]?.message).toMatch(/\S/);
  });

  test('have a password that SMPP can transmit', () => {
    expect(smppSecretsSchema.safeParse({ password: 'pä' }).success).toBe(false);
    expect(smppSecretsSchema.parse({ password: 'secret' })).toEqual({ password: 'secret' });
  });
});

describe('the outcome of several parts', () => {
  const accepted = (carrierMessageId: string): PartResult => ({ kind: 'accepted', carrierMessageId });
  const rejected: PartResult = { kind: 'rejected', errorCode: 'invalid_recipient', detail: 'd' };
  const throttled: PartResult = { kind: 'throttled', retryAfterMs: 5, detail: 'd' };
  const unknown: PartResult = { kind: 'unknown', reason: 'r' };

  test.each([
    [[accepted('a')], { kind: 'accepted', carrierMessageId: 'a' }],
    [[unknown], unknown],
    [[undefined], { kind: 'throttled' }],
    [[accepted('a'), accepted('b')], { kind: 'accepted', carrierMessageId: 'a', parts: [{ part: 1 }, { part: 2 }] }],
    [[accepted('a'), rejected], { kind: 'rejected', parts: [{ part: 1, carrierMessageId: 'a' }] }],
    [[unknown, rejected], { kind: 'rejected', parts: [] }],
    [[throttled, unknown], { kind: 'unknown', parts: [] }],
    [[throttled, accepted('b')], { kind: 'throttled', retryAfterMs: 5, parts: [{ part: 2, carrierMessageId: 'b' }] }],
    [[accepted('a'), undefined], { kind: 'throttled', parts: [{ part: 1 }] }],
  ])('%j is %j', (results, outcome) => {
    expect(combineParts(results)).toMatchObject(outcome);
  });
});

describe('the pace', () => {
  test('of reconnects doubles up to its limit, with jitter', () => {
    expect([1, 2, 3, 20].map((attempt) => backoffMs(attempt, 250, 30_000, 1))).toEqual([250, 500, 1_000, 30_000]);
    expect(backoffMs(1, 250, 30_000, 0)).toBe(125);
  });

  test('of reconnects grows until a bind was of use', () => {
    const delay = new ReconnectDelay({ reconnectFirstMs: 250, reconnectLongestMs: 30_000 });
    const lose = (now: number, hadTraffic = false, isLasting = false) => delay.afterLoss(now, hadTraffic, isLasting, 1);
    expect([lose(0), lose(0), lose(0)]).toEqual([250, 500, 1_000]);
    delay.bound(1_000);
    expect(lose(1_100)).toBe(2_000);
    delay.bound(5_000);
    expect(lose(5_100, true)).toBe(250);
    expect(lose(5_200)).toBe(500);
    delay.bound(10_000);
    expect(lose(40_000)).toBe(250);
    expect(lose(40_000, false, true)).toBe(30_000);
  });

  test('of a pause grows with throttles after it, and a success ends that', () => {
    const pause = new ThrottlePause({ pauseFirstMs: 100, pauseLongestMs: 1_000 });
    expect(pause.throttled(0, 0)).toBe(true);
    const first = pause.leftMs(0);
    expect(first).toBeLessThanOrEqual(100);
    // The rest of the window was sent before the pause.
    expect(pause.throttled(0, 0)).toBe(false);
    pause.accepted(0);
    expect(pause.throttled(1, 1_000)).toBe(true);
    expect(pause.leftMs(1_000)).toBeGreaterThanOrEqual(100);
    pause.accepted(2);
    expect(pause.throttled(2, 5_000)).toBe(true);
    expect(pause.leftMs(5_000)).toBeLessThanOrEqual(100);
  });

  test('never exceeds the rate by more than a burst', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.array(fc.nat(50), { maxLength: 100 }), (rate, steps) => {
        const bucket = new TokenBucket(rate, 0);
        let now = 0;
        let sent = 0;
        for (const step of steps) {
          now += step;
          for (let free = bucket.available(now); free > 0; free--) {
            bucket.take();
            sent++;
          }
          expect(bucket.untilNextMs(now)).toBeGreaterThan(0);
        }
        expect(sent).toBeLessThanOrEqual(Math.max(1, rate * 0.05) + (now * rate) / 1_000 + 1e-6);
      }),
    );
  });
});

describe('a queue of values to store', () => {
  test('stores at most 1,000 together, all in order, and reports failures', async () => {
    const batches: number[][] = [];
    const outcomes: boolean[] = [];
    const errors: number[] = [];
    let finish = (): void => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const queue = new SinkQueue<number>(
      async (values) => {
        batches.push(values);
        if (batches.length === 2) throw new Error('refused');
      },
      (_, count) => errors.push(count),
    );
    const total = 2_500;
    for (let i = 0; i < total; i++) {
      queue.add(i, (isStored) => {
        outcomes.push(isStored);
        if (outcomes.length === total) finish();
      });
    }
    expect(queue.size).toBe(total);
    await finished;
    expect(batches.map(({ length }) => length)).toEqual([1_000, 1_000, 250, 250]);
    expect(batches.flat()).toEqual(Array.from({ length: total }, (_, i) => i));
    expect([errors, outcomes.filter((isStored) => !isStored).length, queue.size]).toEqual([[1_000], 1_000, 0]);
  });

  test('stores all others when one cannot be stored, though the carrier repeats it with them', async () => {
    const POISON = 7;
    const stored = new Set<number>();
    const calls: number[] = [];
    const store = async (values: number[]) => {
      calls.push(values.length);
      if (values.includes(POISON)) throw new Error('cannot be stored');
      for (const value of values) stored.add(value);
    };
    await new Promise<void>((resolve) => {
      const queue = new SinkQueue<number>(store, () => {});
      const repeat = (value: number) => (isStored: boolean) => {
        if (stored.size === 99) resolve();
        else if (!isStored) queue.add(value, repeat(value));
      };
      for (let value = 0; value < 100; value++) queue.add(value, repeat(value));
    });
    expect(stored.has(POISON)).toBe(false);
    expect(calls.length).toBeLessThan(30);
  });
});

describe('a user data header', () => {
  test.each([
    ['0500032a0201' + '41', { reference: 0x2a, number: 1, total: 2 }, '41'],
    ['06080401020302' + '41', { reference: 0x102, number: 2, total: 3 }, '41'],
    ['0b05040b8423f000032a0202' + '41', { reference: 0x2a, number: 2, total: 2 }, '41'],
    ['0500032a0203' + '41', null, '41'],
    ['0500032a0101' + '41', null, '41'],
    ['ff00032a0201', { reference: 0x2a, number: 1, total: 2 }, ''],
    ['00' + '41', null, '41'],
    ['', null, ''],
  ])('of %s', (hex, part, text) => {
    const read = readUserData(Buffer.from(hex, 'hex'));
    expect([read.part, read.text.toString('hex')]).toEqual([part, text]);
  });

  test('of any octets never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (octets) => void readUserData(Buffer.from(octets))));
  });
});
