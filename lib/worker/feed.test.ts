import { describe, expect, it } from 'vitest';
import type { Submission, SubmitOutcome } from '../carriers/carrier';
import { Feed } from './feed';

const message = (messageId: string, more: Partial<Submission> = {}): Submission => ({
  messageId,
  attempt: 1,
  environment: 'live',
  recipient: '+3725550001',
  sender: null,
  text: 'x',
  encoding: 'gsm7',
  segments: 1,
  priority: 1,
  validUntil: new Date(Date.now() + 3_600_000),
  possibleDuplicate: false,
  acceptedParts: [],
  ...more,
});

/** A carrier with a window, whose answers the test decides. */
function carrier(window: number) {
  const open = new Map<string, (outcome: SubmitOutcome) => void>();
  const sent: string[] = [];
  const state = { window, isUp: true };
  const feed = new Feed(
    {
      room: () => state.window - open.size,
      isUp: () => state.isUp,
      submit: ({ messageId }) =>
        new Promise((resolve) => {
          sent.push(messageId);
          open.set(messageId, resolve);
        }),
    },
    new AbortController().signal,
  );
  const answer = (messageId: string) => {
    open.get(messageId)?.({ kind: 'accepted', carrierMessageId: messageId });
    open.delete(messageId);
  };
  return { feed, sent, state, answer };
}

describe('Feed', () => {
  it('submits what there is room for, and the rest as answers come', async () => {
    const { feed, sent, answer } = carrier(2);
    const outcomes = ['a', 'b', 'c'].map((id) => feed.submit(message(id)));
    await Promise.resolve();
    expect(sent).toEqual(['a', 'b']);
    answer('a');
    expect(await outcomes[0]).toEqual({ kind: 'accepted', carrierMessageId: 'a' });
    expect(sent).toEqual(['a', 'b', 'c']);
    answer('b');
    answer('c');
    expect(await Promise.all(outcomes)).toHaveLength(3);
  });

  it('submits urgent messages before those that wait already', async () => {
    const { feed, sent, answer } = carrier(1);
    const outcomes = [message('a', { priority: 0 }), message('b', { priority: 0 })].map((each) => feed.submit(each));
    await Promise.resolve();
    const urgent = feed.submit(message('c', { priority: 2 }));
    answer('a');
    await outcomes[0];
    expect(sent).toEqual(['a', 'c']);
    answer('c');
    expect(await urgent).toMatchObject({ kind: 'accepted' });
    expect(sent).toEqual(['a', 'c', 'b']);
    answer('b');
    await outcomes[1];
  });

  it('does not submit a message whose validity has ended meanwhile', async () => {
    const { feed, sent } = carrier(1);
    expect(await feed.submit(message('a', { validUntil: new Date(Date.now() - 1) }))).toEqual({ kind: 'expired' });
    expect(sent).toEqual([]);
  });

  it('returns what was not submitted when it is released', async () => {
    const { feed, answer } = carrier(1);
    const outcomes = ['a', 'b'].map((id) => feed.submit(message(id)));
    await Promise.resolve();
    feed.release();
    expect(await outcomes[1]).toBeNull();
    answer('a');
    expect(await outcomes[0]).toMatchObject({ kind: 'accepted' });
    expect(feed.waiting).toBe(0);
  });

  it('wants nothing while the carrier is down, and what the room allows otherwise', async () => {
    const { feed, state } = carrier(10);
    expect(feed.wanted).toBe(10);
    void feed.submit(message('a'));
    expect(feed.wanted).toBe(9);
    await Promise.resolve();
    expect(feed.wanted).toBe(9);
    state.isUp = false;
    expect(feed.wanted).toBeLessThanOrEqual(0);
  });
});

describe('the carrier is starved', () => {
  it('while it has room and nothing waits for it', () => {
    const { feed, state } = carrier(1);
    expect(feed.isStarved).toBe(true);
    state.isUp = false;
    expect(feed.isStarved).toBe(false);
    state.isUp = true;
    void feed.submit(message('first'));
    expect(feed.isStarved).toBe(false);
    feed.pump();
    expect(feed.waiting).toBe(0);
    expect(feed.isStarved).toBe(false);
  });
});
