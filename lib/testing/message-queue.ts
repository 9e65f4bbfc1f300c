import { newId } from '../base/ids';
import type { Carrier } from '../carriers/carrier';
import { SIMULATOR } from '../carriers/route-rules';
import { db, pool } from '../database/db';
import { type ClaimedMessage, type ClaimedRow, claimMessages } from '../delivery/claim-messages';
import type { HandOver } from '../delivery/settle';
import type { MessageStatus } from '../messages/rules';
import { logger } from '../runtime/logger';
import { createLane } from '../worker/lane';

/** A claimed message with its row of the queue. */
export type Claimed = ClaimedMessage & { row: ClaimedRow };

/** Claims at most `rows` rows of the queue, of one message each where tests made them. Returns the messages in order. */
export async function claim(worker: string = newId(), rows = 100): Promise<Claimed[]> {
  const claimed = await claimMessages(worker, SIMULATOR, { rows, messages: 10_000 });
  return claimed.flatMap((row) => row.messages.map((message) => ({ ...message, row })));
}

/** What `settle` needs to write an outcome of a claimed message. */
export function handOver(claimed: Claimed, outcome: HandOver['outcome']): HandOver {
  return { row: claimed.row, message: claimed, outcome };
}

export function accepted(claimed: Claimed, carrierMessageId: string = newId()): HandOver {
  return handOver(claimed, { kind: 'accepted', carrierMessageId });
}

/** Ends all leases, as when their workers died long ago, and makes what waits for its time due. */
export async function endLeases(): Promise<void> {
  // The columns keep milliseconds: now() itself could be rounded into the future.
  await pool().query(
    "UPDATE message_queue SET leased_until = now() - interval '1 second', run_at = LEAST(run_at, now() - interval '1 second')",
  );
}

/** Puts all messages of the queue, which are in rows of their own, into one row. */
export async function inOneRow(ids: string[]): Promise<void> {
  const [first = ''] = ids;
  await pool().query('DELETE FROM message_queue WHERE message_ids && $1::uuid[] AND NOT message_ids && $2::uuid[]', [
    ids,
    [first],
  ]);
  await pool().query('UPDATE message_queue SET message_ids = $1::uuid[], size = $2', [ids, ids.length]);
}

/** A message as readers see it: its row with what the worker recorded of it. */
export async function readMessage(id: string) {
  const [message, progress] = await Promise.all([
    db().message.findUniqueOrThrow({ where: { id } }),
    db().messageProgress.findUnique({ where: { messageId: id } }),
  ]);
  return { ...message, status: 'queued' as MessageStatus, ...progress };
}

/** The attempts to submit a message, oldest first. */
export const attemptsOf = (messageId: string) =>
  db().submitAttempt.findMany({
    where: { messageId },
    orderBy: [{ attempt: 'asc' }, { at: 'asc' }],
    select: { attempt: true, outcome: true },
  });

/** The row of the queue that holds a message; null when it is not in the queue. */
export function readQueueRow(messageId: string) {
  return db().messageQueue.findFirst({ where: { messageIds: { has: messageId } } });
}

/** How many of the messages have the status. */
export function countWith(status: MessageStatus, ids: readonly string[]): Promise<number> {
  return db().messageProgress.count({ where: { messageId: { in: [...ids] }, status } });
}

/** Empties the tables of messages and what belongs to them. */
export async function emptyQueue(): Promise<void> {
  await pool().query(
    `TRUNCATE message, message_progress, message_queue, submit_attempt, receipt, delivery_report, report_queue, webhook_attempt,
              worker_event, api_key_delta, api_key_outcome`,
  );
}

/** Claims the due messages of a carrier's queue once, hands them to `carrier` and writes its outcomes. */
export async function dispatchOnce(carrier: Carrier, worker = newId()): Promise<void> {
  const ignore = () => undefined;
  const lane = createLane({ worker, carrier, onSubmitted: ignore, onReports: ignore, onRoom: ignore, log: logger() });
  await lane.run();
  await lane.drain(5_000);
}
