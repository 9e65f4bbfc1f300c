/**
 * A job whose worker died this often in a row is handled apart: one at a time, so that it takes few others with it when the
 * worker dies again. The partial index `message_queue_suspect_idx` repeats the number.
 */
export const SUSPECT_AFTER = 3;

/**
 * Claims in a row without a result after which the next claim ends the job as failed. High enough that a worker that is
 * killed again and again from outside fails nothing that a few quiet seconds would finish.
 */
export const MAX_CLAIMS = 10;
