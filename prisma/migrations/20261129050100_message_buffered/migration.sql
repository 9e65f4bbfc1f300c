-- When "message.buffered" was reported. Only accounts that chose the event have values.
ALTER TABLE "message_progress" ADD COLUMN "buffered_at" TIMESTAMPTZ(3);
ALTER TABLE "message_progress" ADD CONSTRAINT "message_progress_buffered_check"
  CHECK ("buffered_at" >= '1970-01-01 00:00:00+00' AND "buffered_at" < '10000-01-01 00:00:00+00') NOT VALID;
ALTER TABLE "message_progress" VALIDATE CONSTRAINT "message_progress_buffered_check";
