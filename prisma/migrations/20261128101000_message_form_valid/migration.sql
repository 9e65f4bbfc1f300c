-- Repairs rows that do not satisfy the constraint, and checks all: a scan that locks no row. A separate transaction, since the
-- one that adds a constraint locks its table.
UPDATE "message" SET
  "created_at" = CASE WHEN "created_at" < '1970-01-01 00:00:00+00' THEN '1970-01-01 00:00:00+00' WHEN "created_at" >= '10000-01-01 00:00:00+00' THEN '9999-12-31 00:00:00+00' ELSE "created_at" END,
  "run_at" = CASE WHEN "run_at" >= '1970-01-01 00:00:00+00' AND "run_at" < '10000-01-01 00:00:00+00' THEN "run_at" ELSE now() END,
  "valid_until" = CASE WHEN "valid_until" < '1970-01-01 00:00:00+00' THEN '1970-01-01 00:00:00+00' WHEN "valid_until" >= '10000-01-01 00:00:00+00' THEN '9999-12-31 00:00:00+00' ELSE "valid_until" END,
  "send_at" = CASE WHEN "send_at" < '1970-01-01 00:00:00+00' THEN '1970-01-01 00:00:00+00' WHEN "send_at" >= '10000-01-01 00:00:00+00' THEN '9999-12-31 00:00:00+00' ELSE "send_at" END,
  "submitted_at" = CASE WHEN "submitted_at" < '1970-01-01 00:00:00+00' THEN '1970-01-01 00:00:00+00' WHEN "submitted_at" >= '10000-01-01 00:00:00+00' THEN '9999-12-31 00:00:00+00' ELSE "submitted_at" END,
  "final_at" = CASE WHEN "final_at" < '1970-01-01 00:00:00+00' THEN '1970-01-01 00:00:00+00' WHEN "final_at" >= '10000-01-01 00:00:00+00' THEN '9999-12-31 00:00:00+00' ELSE "final_at" END,
  "attempts" = GREATEST("attempts", 0),
  "lost_claims" = GREATEST("lost_claims", 0),
  "report_sequence" = GREATEST("report_sequence", 0),
  "priority" = LEAST(GREATEST("priority", 0), 2),
  "metadata" = CASE WHEN jsonb_typeof("metadata") = 'object' THEN "metadata" END
WHERE NOT (
  "created_at" >= '1970-01-01 00:00:00+00' AND "created_at" < '10000-01-01 00:00:00+00'
  AND "run_at" >= '1970-01-01 00:00:00+00' AND "run_at" < '10000-01-01 00:00:00+00'
  AND "valid_until" >= '1970-01-01 00:00:00+00' AND "valid_until" < '10000-01-01 00:00:00+00'
  AND "send_at" >= '1970-01-01 00:00:00+00' AND "send_at" < '10000-01-01 00:00:00+00'
  AND "submitted_at" >= '1970-01-01 00:00:00+00' AND "submitted_at" < '10000-01-01 00:00:00+00'
  AND "final_at" >= '1970-01-01 00:00:00+00' AND "final_at" < '10000-01-01 00:00:00+00'
  AND "attempts" >= 0
  AND "lost_claims" >= 0
  AND "report_sequence" >= 0
  AND "priority" BETWEEN 0 AND 2
  AND jsonb_typeof("metadata") = 'object'
);
ALTER TABLE "message" VALIDATE CONSTRAINT "message_form_check";
