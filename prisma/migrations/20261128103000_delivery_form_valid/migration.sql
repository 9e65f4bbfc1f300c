-- Repairs rows that do not satisfy the constraint, and checks all: a scan that locks no row. A separate transaction, since the
-- one that adds a constraint locks its table.
UPDATE "submit_attempt" SET
  "at" = CASE WHEN "at" < '1970-01-01 00:00:00+00' THEN '1970-01-01 00:00:00+00' WHEN "at" >= '10000-01-01 00:00:00+00' THEN '9999-12-31 00:00:00+00' ELSE "at" END,
  "attempt" = GREATEST("attempt", 0)
WHERE NOT (
  "at" >= '1970-01-01 00:00:00+00' AND "at" < '10000-01-01 00:00:00+00'
  AND "attempt" >= 0
);
ALTER TABLE "submit_attempt" VALIDATE CONSTRAINT "submit_attempt_form_check";

UPDATE "receipt" SET
  "received_at" = CASE WHEN "received_at" < '1970-01-01 00:00:00+00' THEN '1970-01-01 00:00:00+00' WHEN "received_at" >= '10000-01-01 00:00:00+00' THEN '9999-12-31 00:00:00+00' ELSE "received_at" END
WHERE NOT (
  "received_at" >= '1970-01-01 00:00:00+00' AND "received_at" < '10000-01-01 00:00:00+00'
);
ALTER TABLE "receipt" VALIDATE CONSTRAINT "receipt_form_check";

UPDATE "delivery_report" SET
  "created_at" = CASE WHEN "created_at" < '1970-01-01 00:00:00+00' THEN '1970-01-01 00:00:00+00' WHEN "created_at" >= '10000-01-01 00:00:00+00' THEN '9999-12-31 00:00:00+00' ELSE "created_at" END,
  "next_attempt_at" = CASE WHEN "next_attempt_at" >= '1970-01-01 00:00:00+00' AND "next_attempt_at" < '10000-01-01 00:00:00+00' THEN "next_attempt_at" ELSE now() END,
  "begun_at" = CASE WHEN "begun_at" < '1970-01-01 00:00:00+00' THEN '1970-01-01 00:00:00+00' WHEN "begun_at" >= '10000-01-01 00:00:00+00' THEN '9999-12-31 00:00:00+00' ELSE "begun_at" END,
  "finished_at" = CASE WHEN "finished_at" < '1970-01-01 00:00:00+00' THEN '1970-01-01 00:00:00+00' WHEN "finished_at" >= '10000-01-01 00:00:00+00' THEN '9999-12-31 00:00:00+00' ELSE "finished_at" END,
  "sequence" = GREATEST("sequence", 0),
  "attempts" = GREATEST("attempts", 0),
  "claims" = GREATEST("claims", 0)
WHERE NOT (
  "created_at" >= '1970-01-01 00:00:00+00' AND "created_at" < '10000-01-01 00:00:00+00'
  AND "next_attempt_at" >= '1970-01-01 00:00:00+00' AND "next_attempt_at" < '10000-01-01 00:00:00+00'
  AND "begun_at" >= '1970-01-01 00:00:00+00' AND "begun_at" < '10000-01-01 00:00:00+00'
  AND "finished_at" >= '1970-01-01 00:00:00+00' AND "finished_at" < '10000-01-01 00:00:00+00'
  AND "sequence" >= 0
  AND "attempts" >= 0
  AND "claims" >= 0
);
ALTER TABLE "delivery_report" VALIDATE CONSTRAINT "delivery_report_form_check";

UPDATE "webhook_attempt" SET
  "at" = CASE WHEN "at" < '1970-01-01 00:00:00+00' THEN '1970-01-01 00:00:00+00' WHEN "at" >= '10000-01-01 00:00:00+00' THEN '9999-12-31 00:00:00+00' ELSE "at" END,
  "number" = GREATEST("number", 0),
  "duration_ms" = GREATEST("duration_ms", 0)
WHERE NOT (
  "at" >= '1970-01-01 00:00:00+00' AND "at" < '10000-01-01 00:00:00+00'
  AND "number" >= 0
  AND "duration_ms" >= 0
);
ALTER TABLE "webhook_attempt" VALIDATE CONSTRAINT "webhook_attempt_form_check";

UPDATE "simulator_receipt" SET
  "due_at" = CASE WHEN "due_at" >= '1970-01-01 00:00:00+00' AND "due_at" < '10000-01-01 00:00:00+00' THEN "due_at" ELSE now() END
WHERE NOT (
  "due_at" >= '1970-01-01 00:00:00+00' AND "due_at" < '10000-01-01 00:00:00+00'
);
ALTER TABLE "simulator_receipt" VALIDATE CONSTRAINT "simulator_receipt_form_check";
