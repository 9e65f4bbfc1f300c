import { processSingleton } from '../base/process-singleton';
import { gatePool } from '../database/db';
import { closeIdle } from '../database/pool';
import { gateMetrics, gauge } from '../metrics/gate';
import { noteSendOutcome } from '../metrics/send-outcome';
import type { CommitItem } from './commit-item';
import { GroupCommit } from './group-commit';
import { insertAccepted, type Outcome, splitConflicting } from './insert-accepted';

/** The messages that may wait to be written, and that may be held back: each half a second's worth on a small machine. */
const MAX_WAITING = 4_096;

async function write(items: CommitItem[]): Promise<Outcome[]> {
  try {
    const outcomes = await insertAccepted(gatePool(), items);
    noteSendOutcome(null);
    return outcomes;
  } catch (error) {
    noteSendOutcome(error);
    throw error;
  }
}

/** The process's queue of requests waiting to be written. */
export function committer(): GroupCommit<CommitItem, Outcome> {
  return processSingleton('accept-committer', () => {
    const { batch } = gateMetrics();
    const created = new GroupCommit<CommitItem, Outcome>({
      write,
      weigh: (item) => item.messages.length,
      ownerOf: (item) => item.apiKeyId,
      split: splitConflicting,
      maxWaiting: MAX_WAITING,
      onSuspect: () => closeIdle(gatePool()),
      onBatch: (messages) => batch.observe(messages),
    });
    gauge('postern_accept_waiting_messages', 'Messages read and not yet written.', () => created.waiting);
    return created;
  });
}
