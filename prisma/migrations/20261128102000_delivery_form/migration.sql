-- Values that Postern never writes, such as a priority without a queue or an infinite time, cannot be shown or delivered. The constraint applies to new rows at once; the next migration repairs and checks the others.
ALTER TABLE "submit_attempt" ADD CONSTRAINT "submit_attempt_form_check" CHECK (
  "at" >= '1970-01-01 00:00:00+00' AND "at" < '10000-01-01 00:00:00+00'
  AND "attempt" >= 0
) NOT VALID;

ALTER TABLE "receipt" ADD CONSTRAINT "receipt_form_check" CHECK (
  "received_at" >= '1970-01-01 00:00:00+00' AND "received_at" < '10000-01-01 00:00:00+00'
) NOT VALID;

ALTER TABLE "delivery_report" ADD CONSTRAINT "delivery_report_form_check" CHECK (
  "created_at" >= '1970-01-01 00:00:00+00' AND "created_at" < '10000-01-01 00:00:00+00'
  AND "next_attempt_at" >= '1970-01-01 00:00:00+00' AND "next_attempt_at" < '10000-01-01 00:00:00+00'
  AND "begun_at" >= '1970-01-01 00:00:00+00' AND "begun_at" < '10000-01-01 00:00:00+00'
  AND "finished_at" >= '1970-01-01 00:00:00+00' AND "finished_at" < '10000-01-01 00:00:00+00'
  AND "sequence" >= 0
  AND "attempts" >= 0
  AND "claims" >= 0
) NOT VALID;

ALTER TABLE "webhook_attempt" ADD CONSTRAINT "webhook_attempt_form_check" CHECK (
  "at" >= '1970-01-01 00:00:00+00' AND "at" < '10000-01-01 00:00:00+00'
  AND "number" >= 0
  AND "duration_ms" >= 0
) NOT VALID;

ALTER TABLE "simulator_receipt" ADD CONSTRAINT "simulator_receipt_form_check" CHECK (
  "due_at" >= '1970-01-01 00:00:00+00' AND "due_at" < '10000-01-01 00:00:00+00'
) NOT VALID;
