import { describe, expect, it } from 'vitest';
import { DEFAULT_EVENTS, type WebhookEvent } from './events';
import { compileSubscriptions, type StoredSubscriptions, type SubscribedEndpoint } from './targets';

const URL = 'https://key.example/';
const NONE: StoredSubscriptions = { endpoints: [], keys: [], accounts: [], disabled: [] };
const endpoint = (id: string, events: WebhookEvent[], overrides: Partial<SubscribedEndpoint> = {}) => ({
  ...{ id, accountId: 'a', url: `https://${id}.example/`, events, keyIds: [] },
  ...overrides,
});

/** Where an event of key `k` of account `a` goes: `url`, and names of endpoints. */
function targets(
  stored: Partial<StoredSubscriptions>,
  event: WebhookEvent = 'message.delivered',
  url: string | null = URL,
  apiKeyId: string | null = 'k',
) {
  const concerned = { accountId: 'a', apiKeyId, url };
  return compileSubscriptions({ ...NONE, ...stored })
    .targetsOf(event, concerned)
    .map(({ endpointId, url: to }) => (to === url && endpointId === null ? 'url' : endpointId));
}

const KEY_CHOSE = { keys: [{ id: 'k', accountId: 'a', events: ['message.submitted' as const] }] };
const ACCOUNT_CHOSE = { accounts: [{ id: 'a', events: ['message.buffered' as const] }] };

describe('the URL of the request, key or account', () => {
  it.each<[name: string, stored: Partial<StoredSubscriptions>, event: WebhookEvent, expected: string[]]>([
    ...DEFAULT_EVENTS.map((event): [string, object, WebhookEvent, string[]] => [
      `${event} without a choice`,
      {},
      event,
      ['url'],
    ]),
    ['no message.submitted without a choice', {}, 'message.submitted', []],
    ['no message.buffered without a choice', {}, 'message.buffered', []],
    ['what the key chose', KEY_CHOSE, 'message.submitted', ['url']],
    ['nothing else once the key chose', KEY_CHOSE, 'message.delivered', []],
    ['what the account chose', ACCOUNT_CHOSE, 'message.buffered', ['url']],
    ['nothing else once the account chose', ACCOUNT_CHOSE, 'message.delivered', []],
    ['of key and account, what the key chose', { ...KEY_CHOSE, ...ACCOUNT_CHOSE }, 'message.submitted', ['url']],
    ['of key and account, not what the account chose', { ...KEY_CHOSE, ...ACCOUNT_CHOSE }, 'message.buffered', []],
    ['nothing while it is disabled', { disabled: [{ accountId: 'a', target: URL }] }, 'message.delivered', []],
    [
      'what it may while another account disabled it',
      { disabled: [{ accountId: 'b', target: URL }] },
      'message.delivered',
      ['url'],
    ],
  ])('receives %s', (_, stored, event, expected) => {
    expect(targets(stored, event)).toEqual(expected);
  });

  it('receives nothing where there is none, and received messages for any choice of the account', () => {
    expect(targets({}, 'message.delivered', null)).toEqual([]);
    expect(targets(ACCOUNT_CHOSE, 'message.received', URL, null)).toEqual(['url']);
  });
});

describe('an endpoint', () => {
  const final = endpoint('final', ['message.delivered', 'message.received']);

  it.each<[name: string, stored: Partial<StoredSubscriptions>, event: WebhookEvent, expected: string[]]>([
    ['its events', { endpoints: [final] }, 'message.delivered', ['final']],
    ['no other events', { endpoints: [final] }, 'message.expired', []],
    [
      'its events for any choice of key and account',
      { endpoints: [final], ...KEY_CHOSE },
      'message.delivered',
      ['final'],
    ],
    [
      'those of its keys',
      { endpoints: [endpoint('e', ['message.delivered'], { keyIds: ['k'] })] },
      'message.delivered',
      ['e'],
    ],
    [
      'none of other keys',
      { endpoints: [endpoint('e', ['message.delivered'], { keyIds: ['o'] })] },
      'message.delivered',
      [],
    ],
    [
      'none of other accounts',
      { endpoints: [endpoint('e', ['message.delivered'], { accountId: 'b' })] },
      'message.delivered',
      [],
    ],
    [
      'none while it is disabled',
      { endpoints: [final], disabled: [{ accountId: 'a', target: 'final' }] },
      'message.delivered',
      [],
    ],
    [
      'them beside others',
      { endpoints: [final, endpoint('two', ['message.delivered'])] },
      'message.delivered',
      ['final', 'two'],
    ],
  ])('receives %s', (_, stored, event, expected) => {
    expect(targets(stored, event, null)).toEqual(expected);
  });

  it('receives a report of its own beside the URL, even where both are the same', () => {
    expect(targets({ endpoints: [{ ...final, url: URL }] })).toEqual(['url', 'final']);
  });

  it('receives received messages unless it is limited to keys', () => {
    expect(targets({ endpoints: [final] }, 'message.received', null, null)).toEqual(['final']);
    const limited = { ...final, keyIds: ['k'] };
    expect(targets({ endpoints: [limited] }, 'message.received', null, null)).toEqual([]);
  });
});

it('says which accounts may report events that have to be chosen', () => {
  const { mayReport, hasEndpoints } = compileSubscriptions({
    ...NONE,
    ...KEY_CHOSE,
    accounts: [{ id: 'b', events: ['message.submitted'] }],
    endpoints: [endpoint('e', ['message.buffered'], { accountId: 'c' })],
    disabled: [{ accountId: 'c', target: 'e' }],
  });
  expect(['a', 'b', 'c'].map((id) => mayReport('message.submitted', id))).toEqual([true, true, false]);
  expect(mayReport('message.buffered', 'c')).toBe(false);
  expect(hasEndpoints).toBe(false);
});
