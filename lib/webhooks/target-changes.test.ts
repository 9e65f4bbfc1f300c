import { describe, expect, it } from 'vitest';
import type { Delivery } from './deliver';
import { type StoredTarget, targetChanges, targetOutcomes } from './target-changes';

const URL_A = 'https://example.com/a';

function result(overrides: Partial<Delivery>): Delivery {
  return {
    ...{ reportId: 'r', rowId: '1', accountId: 'acc', endpointId: null, url: URL_A, attempt: 1, durationMs: 5 },
    ...{ httpStatus: 200, error: null, response: null, retryAfterMs: null, state: 'delivered', retryMs: 0 },
    ...overrides,
  };
}
const ok = result({});
const failed = result({ httpStatus: 500, state: 'pending' });
const gone = result({ httpStatus: 410, state: 'failed' });
const refused = result({ httpStatus: null, error: 'connection_refused', state: 'pending' });
const unreadable = result({ httpStatus: null, error: 'secret_unreadable', state: 'pending' });
const unsent = result({ httpStatus: null, error: 'target_disabled', state: 'failed' });

const stored = (overrides: Partial<StoredTarget> = {}): StoredTarget[] => [
  { ...{ accountId: 'acc', target: URL_A, isDisabled: false, isOverdue: false, isOld: false }, ...overrides },
];

describe('targetOutcomes', () => {
  it('has one outcome per target of an account, endpoints by their id', () => {
    const outcomes = targetOutcomes([
      ...[ok, failed, refused, unreadable, unsent],
      ...[result({ endpointId: 'e-1' }), result({ accountId: 'other' })],
    ]);
    expect(outcomes).toMatchObject([
      { target: URL_A, accountId: 'acc', succeeded: true, gone: false, failure: 'connection_refused' },
      { target: 'e-1', succeeded: true, failure: null },
      { target: URL_A, accountId: 'other', failure: null },
    ]);
  });

  it('says nothing of the receiver for errors of our own', () => {
    expect(targetOutcomes([unreadable, unsent])).toEqual([]);
  });
});

describe('targetChanges', () => {
  it.each<[string, Delivery[], StoredTarget[], object]>([
    ['nothing while it answers', [ok], [], {}],
    ['the beginning at the first failure', [failed], [], { failing: ['HTTP 500'] }],
    ['nothing while it fails', [failed], stored(), {}],
    ['the last failure after a while', [refused], stored({ isOld: true }), { failing: ['connection_refused'] }],
    ['the end at a success', [ok], stored(), { recovered: [null] }],
    ['the end also beside failures', [failed, ok], stored({ isOverdue: true }), { recovered: ['HTTP 500'] }],
    ['nothing beside failures of one that answers', [failed, ok], [], {}],
    ['disabled after too long', [failed], stored({ isOverdue: true }), { disabled: ['failing'] }],
    ['disabled at 410', [gone], [], { disabled: ['gone'] }],
    ['disabled at 410 beside successes', [ok, gone], stored(), { disabled: ['gone'] }],
    ['nothing once it is disabled', [ok, gone, failed], stored({ isDisabled: true, isOverdue: true, isOld: true }), {}],
  ])('has %s', (_, results, states, expected) => {
    const { recovered, failing, disabled } = targetChanges(targetOutcomes(results), states);
    expect({
      recovered: recovered.map(({ failure }) => failure),
      failing: failing.map(({ failure }) => failure),
      disabled: disabled.map(({ reason }) => reason),
    }).toEqual({ recovered: [], failing: [], disabled: [], ...expected });
  });
});
