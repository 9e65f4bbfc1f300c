-- Values that Postern never writes, such as a priority without a queue or an infinite time, left a message queued forever and
-- its pages without a response. The constraint applies to new rows at once; the next migration repairs and checks the others.
ALTER TABLE "message" ADD CONSTRAINT "message_form_check" CHECK (
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
) NOT VALID;
