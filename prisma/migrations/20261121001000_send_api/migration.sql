-- Sender IDs are asked for by an account and approved by the operator. What keys and accounts send with already stays.
CREATE TYPE "sender_state" AS ENUM ('pending', 'approved', 'rejected');
ALTER TABLE "sender_id"
  ADD COLUMN "state" "sender_state" NOT NULL DEFAULT 'pending',
  ADD COLUMN "note" TEXT,
  ADD COLUMN "requested_by_name" TEXT NOT NULL DEFAULT 'before approval was needed',
  ADD COLUMN "decided_by_name" TEXT,
  ADD COLUMN "decided_at" TIMESTAMPTZ(3),
  ADD COLUMN "reason" TEXT;
ALTER TABLE "sender_id" ALTER COLUMN "requested_by_name" DROP DEFAULT;
UPDATE "sender_id" SET "state" = 'approved', "decided_at" = CURRENT_TIMESTAMP;
INSERT INTO "sender_id" ("id", "account_id", "value", "state", "requested_by_name", "decided_at")
SELECT gen_random_uuid(), s.account_id, s.sender, 'approved', 'before approval was needed', CURRENT_TIMESTAMP
FROM (
  SELECT "account_id", "default_sender" AS sender FROM "api_key" WHERE "default_sender" IS NOT NULL AND "deleted_at" IS NULL
  UNION
  SELECT "id", "default_sender" FROM "account" WHERE "default_sender" IS NOT NULL
) s
ON CONFLICT ("account_id", "value") DO NOTHING;
CREATE INDEX "sender_id_state_id_idx" ON "sender_id"("state", "id");

-- What a request may say beside recipient and text.
ALTER TABLE "message"
  ADD COLUMN "auto_replace" "auto_replace" NOT NULL DEFAULT 'off',
  ADD COLUMN "priority" SMALLINT NOT NULL DEFAULT 1,
  ADD COLUMN "send_at" TIMESTAMPTZ(3),
  ADD COLUMN "reference" TEXT,
  ADD COLUMN "metadata" JSONB;

-- The queue goes by priority first; messages for later wait apart from it.
DROP INDEX "message_queue_idx";
CREATE INDEX "message_queue_idx" ON "message"("priority", "run_at", "id") WHERE "status" = 'queued';
CREATE INDEX "message_scheduled_idx" ON "message"("run_at", "id") WHERE "status" = 'scheduled';
CREATE INDEX "message_account_id_reference_id_idx" ON "message"("account_id", "reference", "id")
  WHERE "reference" IS NOT NULL;

-- What was answered to a request with an Idempotency-Key, written with the messages themselves.
CREATE TABLE "idempotency_key" (
  "account_id" UUID NOT NULL,
  "key" TEXT NOT NULL,
  "fingerprint" BYTEA NOT NULL,
  "answer" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("account_id", "key")
);
CREATE INDEX "idempotency_key_expires_at_idx" ON "idempotency_key"("expires_at");

-- A signed request that is shown again gets the first answer, whatever it sent.
ALTER TABLE "request_signature"
  ADD COLUMN "answer" TEXT,
  ADD COLUMN "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
