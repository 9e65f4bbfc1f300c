-- A claim is counted apart from an attempt: `claims` since the last result, `begun_at` while an attempt is under way.
ALTER TABLE "delivery_report"
    ADD COLUMN "host" TEXT NOT NULL DEFAULT '',
    ADD COLUMN "claims" SMALLINT NOT NULL DEFAULT 0,
    ADD COLUMN "begun_at" TIMESTAMPTZ(3);

-- New rows store the host of the parsed URL. Rows from before are queued under what stands between the slashes.
UPDATE "delivery_report" SET "host" = lower(split_part("url", '/', 3)) WHERE "state" = 'pending';

-- Claims in a row whose worker died during the hand-over.
ALTER TABLE "message" ADD COLUMN "lost_claims" SMALLINT NOT NULL DEFAULT 0;

-- Messages that are handed over one at a time. 3 is SUSPECT_AFTER of lib/worker/claim-limits.ts.
CREATE INDEX "message_suspect_idx" ON "message"("run_at", "id") WHERE "status" = 'queued' AND "lost_claims" >= 3;

-- `ended_at`: the worker was found dead and its leases were freed.
ALTER TABLE "worker_heartbeat"
    ADD COLUMN "ended_at" TIMESTAMPTZ(3),
    ADD COLUMN "message_settled_at" TIMESTAMPTZ(3),
    ADD COLUMN "report_settled_at" TIMESTAMPTZ(3);

-- Rare events of all workers: a row each, so that a worker that ends loses no count.
CREATE TABLE "worker_event" (
    "name" TEXT NOT NULL,
    "count" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "worker_event_pkey" PRIMARY KEY ("name")
);
