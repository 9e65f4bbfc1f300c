import { processSingleton } from '../base/process-singleton';
import { apiPool } from '../database/db';
import { NotConnectedError } from '../database/not-connected';
import { closeIdle } from '../database/pool';
import { apiMetrics, gauge } from '../metrics/api-metrics';
import { recordSendOutcome } from '../metrics/send-outcome';
import type { AcceptItem } from './accept-item';
import { GroupCommit } from './group-commit';
import type { Progress } from './group-commit-options';
import { insertBatch, type Outcome, splitBatch } from './insert-batch';

/** The messages that may wait to be written, and that may be held back: each half a second's worth on a small machine. */
const MAX_WAITING = 4_096;

async function write(items: AcceptItem[], progress: Progress): Promise<Outcome[]> {
  try {
    const outcomes = await insert(items, progress);
    recordSendOutcome(null);
    return outcomes;
  } catch (error) {
    recordSendOutcome(error);
    throw error;
  }
}

/** Sends nothing once its callers were answered that nothing was done. */
async function insert(items: AcceptItem[], progress: Progress): Promise<Outcome[]> {
  const client = await apiPool().connect();
  if (progress.isGivenUp) {
    client.release();
    throw new NotConnectedError('too late');
  }
  progress.isSent = true;
  try {
    const outcomes = await insertBatch(client, items);
    client.release();
    return outcomes;
  } catch (error) {
    client.release(error as Error);
    throw error;
  }
}

/** The process's queue of requests waiting to be written. */
export function committer(): GroupCommit<AcceptItem, Outcome> {
  return processSingleton('accept-committer', () => {
    const { batch } = apiMetrics();
    const created = new GroupCommit<AcceptItem, Outcome>({
      write,
      weigh: (item) => item.messages.length,
      ownerOf: (item) => item.apiKeyId,
      split: splitBatch,
      maxWaiting: MAX_WAITING,
      onSuspect: () => closeIdle(apiPool()),
      onBatch: (messages) => batch.observe(messages),
    });
    gauge('postern_accept_waiting_messages', 'Messages read and not yet written.', () => created.waiting);
    return created;
  });
}
