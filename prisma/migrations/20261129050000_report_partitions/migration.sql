ALTER TYPE "report_state" ADD VALUE 'cancelled';

-- Weekly partitions by id (UUIDv7, so by time), of reports and of their attempts with the same bounds: retention drops both
-- together. The tables so far become the first partitions, up to the end of this week.
ALTER TABLE "delivery_report" RENAME TO "delivery_report_first";
ALTER TABLE "delivery_report_first" RENAME CONSTRAINT "delivery_report_pkey" TO "delivery_report_first_pkey";
ALTER INDEX "delivery_report_message_id_idx" RENAME TO "delivery_report_first_message_id_idx";
ALTER TABLE "delivery_report_first"
  ADD COLUMN "endpoint_id" UUID,
  ADD COLUMN "event" TEXT NOT NULL DEFAULT '',
  ALTER COLUMN "state" DROP NOT NULL,
  ALTER COLUMN "state" DROP DEFAULT;
UPDATE "delivery_report_first"
SET "event" = COALESCE(substring("body" FROM '"type":"([a-z.]+)"'), ''), "state" = CASE WHEN "state" <> 'pending' OR "attempts" > 0 THEN "state" END;
ALTER TABLE "delivery_report_first" ALTER COLUMN "event" DROP DEFAULT;
-- A report without a failed attempt is written once: its state is null, and an attempt that is recorded succeeded.
ALTER TABLE "delivery_report_first" ADD CONSTRAINT "delivery_report_state_check" CHECK ("state" <> 'pending' OR "attempts" > 0);

CREATE TABLE "delivery_report" (LIKE "delivery_report_first" INCLUDING DEFAULTS INCLUDING CONSTRAINTS)
  PARTITION BY RANGE ("id");
ALTER TABLE "delivery_report" ADD CONSTRAINT "delivery_report_pkey" PRIMARY KEY ("id");
CREATE INDEX "delivery_report_message_id_idx" ON "delivery_report"("message_id");
CREATE INDEX "delivery_report_account_id_event_id_idx" ON "delivery_report"("account_id", "event", "id");
-- Few reports have entries in these two, so that they add no cost to the others.
CREATE INDEX "delivery_report_endpoint_id_event_id_idx" ON "delivery_report"("endpoint_id", "event", "id") WHERE "endpoint_id" IS NOT NULL;
CREATE INDEX "delivery_report_account_id_state_id_idx" ON "delivery_report"("account_id", "state", "id") WHERE "state" IS NOT NULL;

ALTER TABLE "webhook_attempt" RENAME TO "webhook_attempt_first";
-- The attempt "claim_limit" had the number of the attempt before it.
UPDATE "webhook_attempt_first" a SET "number" = "number" + 1
WHERE "error" = 'claim_limit'
  AND EXISTS (SELECT FROM "webhook_attempt_first" b WHERE b."report_id" = a."report_id" AND b."number" = a."number" AND b."id" <> a."id");
ALTER TABLE "webhook_attempt_first" DROP COLUMN "id";
DROP INDEX "webhook_attempt_report_id_idx";
ALTER TABLE "webhook_attempt_first" ADD CONSTRAINT "webhook_attempt_first_pkey" PRIMARY KEY ("report_id", "number");
CREATE TABLE "webhook_attempt" (LIKE "webhook_attempt_first" INCLUDING DEFAULTS INCLUDING CONSTRAINTS)
  PARTITION BY RANGE ("report_id");
ALTER TABLE "webhook_attempt" ADD CONSTRAINT "webhook_attempt_pkey" PRIMARY KEY ("report_id", "number");
CREATE INDEX "webhook_attempt_account_id_http_status_report_id_idx" ON "webhook_attempt"("account_id", "http_status", "report_id")
  WHERE "http_status" IS DISTINCT FROM 200;

-- The lowest UUIDv7 of a time.
CREATE FUNCTION "lowest_id_at"("at" TIMESTAMPTZ) RETURNS UUID LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (lpad(to_hex(floor(extract(epoch FROM "at") * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- Creates the partitions of a week (Monday, UTC). Rows of that week that are in the default partitions move.
CREATE FUNCTION "create_report_partitions"("week" DATE) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
  "low" UUID := "lowest_id_at"("week"::timestamp AT TIME ZONE 'UTC');
  "high" UUID := "lowest_id_at"(("week" + 7)::timestamp AT TIME ZONE 'UTC');
  "parent" TEXT;
  "key" TEXT;
  "child" TEXT;
BEGIN
  FOR "parent", "key" IN VALUES ('delivery_report', 'id'), ('webhook_attempt', 'report_id') LOOP
    "child" := "parent" || '_' || to_char("week", 'YYYYMMDD');
    CONTINUE WHEN to_regclass("child") IS NOT NULL;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', "child", "parent");
    EXECUTE format('WITH moved AS (DELETE FROM %I WHERE %I >= %L AND %I < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
                   "parent" || '_default', "key", "low", "key", "high", "child");
    -- With it, ATTACH need not read the table.
    EXECUTE format('ALTER TABLE %I ADD CONSTRAINT "bounds" CHECK (%I IS NOT NULL AND %I >= %L AND %I < %L)',
                   "child", "key", "key", "low", "key", "high");
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', "parent", "child", "low", "high");
    EXECUTE format('ALTER TABLE %I DROP CONSTRAINT "bounds"', "child");
  END LOOP;
END $$;

DO $$
DECLARE
  "next" DATE := date_trunc('week', now() AT TIME ZONE 'UTC')::date + 7;
  "bound" UUID := "lowest_id_at"("next"::timestamp AT TIME ZONE 'UTC');
BEGIN
  EXECUTE format('ALTER TABLE "delivery_report" ATTACH PARTITION "delivery_report_first" FOR VALUES FROM (MINVALUE) TO (%L)', "bound");
  EXECUTE format('ALTER TABLE "webhook_attempt" ATTACH PARTITION "webhook_attempt_first" FOR VALUES FROM (MINVALUE) TO (%L)', "bound");
  -- Used only when no partition was created in time.
  CREATE TABLE "delivery_report_default" PARTITION OF "delivery_report" DEFAULT;
  CREATE TABLE "webhook_attempt_default" PARTITION OF "webhook_attempt" DEFAULT;
  PERFORM "create_report_partitions"("next" + 7 * "week") FROM generate_series(0, 3) AS "week";
END $$;
