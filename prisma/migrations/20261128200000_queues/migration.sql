-- Queues apart from the log. A row of "message" is written once. What happens to the message afterwards is a row of
-- "message_progress", inserted at submission and updated at the final status. The queues hold rows of up to 100 jobs, which
-- a claim leases together. Queue rows are deleted when done; no index contains a column that a claim changes.

CREATE TABLE "message_queue" (
    "id" BIGSERIAL NOT NULL,
    "carrier" TEXT NOT NULL,
    "priority" SMALLINT NOT NULL DEFAULT 1,
    "run_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "scheduled" BOOLEAN NOT NULL DEFAULT false,
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "possible_duplicate" BOOLEAN NOT NULL DEFAULT false,
    "lease_owner" UUID,
    "leased_until" TIMESTAMPTZ(3),
    "lost_claims" SMALLINT NOT NULL DEFAULT 0,
    "size" SMALLINT NOT NULL,
    "message_ids" UUID[] NOT NULL,

    CONSTRAINT "message_queue_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "message_queue_form_check" CHECK (
        "priority" BETWEEN 0 AND 2 AND "run_at" >= '1970-01-01 00:00:00+00' AND "run_at" < '10000-01-01 00:00:00+00' AND "leased_until" >= '1970-01-01 00:00:00+00' AND "leased_until" < '10000-01-01 00:00:00+00' AND "attempts" >= 0 AND "lost_claims" >= 0
        AND "size" = cardinality("message_ids")
    )
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
        autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000000000);

CREATE INDEX "message_queue_due_idx" ON "message_queue"("carrier", "priority", "run_at", "id");

-- Rows that are claimed apart from others. 3 is SUSPECT_AFTER of lib/queue/claim-limits.ts.
CREATE INDEX "message_queue_suspect_idx" ON "message_queue"("carrier", "run_at", "id") WHERE "lost_claims" >= 3;

CREATE TABLE "report_queue" (
    "id" BIGSERIAL NOT NULL,
    "host" TEXT NOT NULL,
    "run_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "lease_owner" UUID,
    "leased_until" TIMESTAMPTZ(3),
    "lost_claims" SMALLINT NOT NULL DEFAULT 0,
    "size" SMALLINT NOT NULL,
    "report_ids" UUID[] NOT NULL,

    CONSTRAINT "report_queue_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "report_queue_form_check" CHECK (
        "run_at" >= '1970-01-01 00:00:00+00' AND "run_at" < '10000-01-01 00:00:00+00' AND "leased_until" >= '1970-01-01 00:00:00+00' AND "leased_until" < '10000-01-01 00:00:00+00' AND "lost_claims" >= 0 AND "size" = cardinality("report_ids")
    )
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
        autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000000000);

CREATE INDEX "report_queue_due_idx" ON "report_queue"("host", "run_at", "id");

CREATE TABLE "message_progress" (
    "message_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "status" "message_status" NOT NULL,
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "report_sequence" SMALLINT NOT NULL DEFAULT 0,
    "possible_duplicate" BOOLEAN NOT NULL DEFAULT false,
    "by_receipt" BOOLEAN NOT NULL DEFAULT false,
    "submitted_at" TIMESTAMPTZ(3),
    "final_at" TIMESTAMPTZ(3),
    "carrier" TEXT,
    "carrier_message_id" TEXT,
    "error_code" TEXT,

    CONSTRAINT "message_progress_pkey" PRIMARY KEY ("message_id"),
    CONSTRAINT "message_progress_form_check" CHECK (
        "submitted_at" >= '1970-01-01 00:00:00+00' AND "submitted_at" < '10000-01-01 00:00:00+00' AND "final_at" >= '1970-01-01 00:00:00+00' AND "final_at" < '10000-01-01 00:00:00+00' AND "attempts" >= 0 AND "report_sequence" >= 0
    )
);

CREATE INDEX "message_progress_account_id_status_message_id_idx" ON "message_progress"("account_id", "status", "message_id")
    WHERE "status" <> 'delivered';
CREATE INDEX "message_progress_carrier_carrier_message_id_idx" ON "message_progress"("carrier", "carrier_message_id")
    WHERE "carrier_message_id" IS NOT NULL;

-- A row of "message" without a status has its status in "message_progress"; without a row there it is queued. The defaults
-- remain, so that processes of the version before can insert messages until they are stopped: the worker moves those.
ALTER TABLE "message" ALTER COLUMN "status" DROP NOT NULL, ALTER COLUMN "run_at" DROP NOT NULL;

INSERT INTO "message_progress" ("message_id", "account_id", "status", "attempts", "report_sequence", "possible_duplicate",
                                "submitted_at", "carrier", "carrier_message_id")
SELECT "id", "account_id", "status", "attempts", "report_sequence", "possible_duplicate", "submitted_at", "carrier",
       "carrier_message_id"
FROM "message" WHERE "status" IN ('scheduled', 'submitted') OR ("status" = 'queued' AND "attempts" > 0);

INSERT INTO "message_queue" ("carrier", "priority", "run_at", "scheduled", "attempts", "possible_duplicate", "size", "message_ids")
SELECT 'simulator', "priority", CASE WHEN "lease_owner" IS NULL THEN "run_at" ELSE now() END, "status" = 'scheduled',
       "attempts", "possible_duplicate" OR "lease_owner" IS NOT NULL, 1, ARRAY["id"]
FROM "message" WHERE "status" IN ('queued', 'scheduled') ORDER BY "run_at", "id";

UPDATE "message" SET "status" = NULL, "run_at" = NULL, "lease_owner" = NULL
WHERE "status" IN ('queued', 'scheduled', 'submitted');

DROP INDEX "message_suspect_idx";
-- The constraint of the form is dropped together with a column of it. It holds already: the next migration validates it.
ALTER TABLE "message" DROP COLUMN "lost_claims";
ALTER TABLE "message" ADD CONSTRAINT "message_form_check" CHECK (
  "created_at" >= '1970-01-01 00:00:00+00' AND "created_at" < '10000-01-01 00:00:00+00'
  AND "run_at" >= '1970-01-01 00:00:00+00' AND "run_at" < '10000-01-01 00:00:00+00'
  AND "valid_until" >= '1970-01-01 00:00:00+00' AND "valid_until" < '10000-01-01 00:00:00+00'
  AND "send_at" >= '1970-01-01 00:00:00+00' AND "send_at" < '10000-01-01 00:00:00+00'
  AND "submitted_at" >= '1970-01-01 00:00:00+00' AND "submitted_at" < '10000-01-01 00:00:00+00'
  AND "final_at" >= '1970-01-01 00:00:00+00' AND "final_at" < '10000-01-01 00:00:00+00'
  AND "attempts" >= 0
  AND "report_sequence" >= 0
  AND "priority" BETWEEN 0 AND 2
  AND jsonb_typeof("metadata") = 'object'
) NOT VALID;

-- The due times of reports move to the queue. "next_attempt_at" stays for people to see.
-- A report is skipped in rows that are earlier than "next_attempt_at": of a leased one, that was the end of the lease.
UPDATE "delivery_report" SET "next_attempt_at" = now() WHERE "state" = 'pending' AND "lease_owner" IS NOT NULL;
INSERT INTO "report_queue" ("host", "run_at", "size", "report_ids")
SELECT "host", "next_attempt_at", 1, ARRAY["id"]
FROM "delivery_report" WHERE "state" = 'pending' ORDER BY "next_attempt_at", "id";
DROP INDEX "delivery_report_queue_idx";
ALTER TABLE "delivery_report" DROP COLUMN "claims", DROP COLUMN "lease_owner", DROP COLUMN "begun_at";
ALTER TABLE "delivery_report" ADD CONSTRAINT "delivery_report_form_check" CHECK (
  "created_at" >= '1970-01-01 00:00:00+00' AND "created_at" < '10000-01-01 00:00:00+00'
  AND "next_attempt_at" >= '1970-01-01 00:00:00+00' AND "next_attempt_at" < '10000-01-01 00:00:00+00'
  AND "finished_at" >= '1970-01-01 00:00:00+00' AND "finished_at" < '10000-01-01 00:00:00+00'
  AND "sequence" >= 0
  AND "attempts" >= 0
) NOT VALID;

-- One row per moment and status instead of one per receipt.
CREATE TABLE "simulator_receipts" (
    "id" BIGSERIAL NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "status" "message_status" NOT NULL,
    "error_code" TEXT,
    "carrier_message_ids" UUID[] NOT NULL,

    CONSTRAINT "simulator_receipts_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "simulator_receipts_form_check" CHECK ("due_at" >= '1970-01-01 00:00:00+00' AND "due_at" < '10000-01-01 00:00:00+00')
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0,
        autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000000000);
CREATE INDEX "simulator_receipts_due_at_idx" ON "simulator_receipts"("due_at");
INSERT INTO "simulator_receipts" ("due_at", "status", "error_code", "carrier_message_ids")
SELECT "due_at", "status", "error_code", ARRAY["carrier_message_id"::uuid] FROM "simulator_receipt";
DROP TABLE "simulator_receipt";
