-- Notices that a target was disabled are posted to ALERT_WEBHOOK_URL until they are accepted.
ALTER TABLE "webhook_state"
  ADD COLUMN "notify_attempts" SMALLINT NOT NULL DEFAULT 0,
  ADD COLUMN "next_notify_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- Workers need a new copy only when a target is disabled or enabled again, not each time that one begins or ends to fail.
DROP TRIGGER "webhook_state_revision" ON "webhook_state";
CREATE TRIGGER "webhook_state_revision_insert" AFTER INSERT ON "webhook_state" FOR EACH ROW
  WHEN (NEW."disabled_at" IS NOT NULL) EXECUTE FUNCTION "increment_webhook_revision"();
CREATE TRIGGER "webhook_state_revision_update" AFTER UPDATE ON "webhook_state" FOR EACH ROW
  WHEN (OLD."disabled_at" IS DISTINCT FROM NEW."disabled_at") EXECUTE FUNCTION "increment_webhook_revision"();
CREATE TRIGGER "webhook_state_revision_delete" AFTER DELETE ON "webhook_state" FOR EACH ROW
  WHEN (OLD."disabled_at" IS NOT NULL) EXECUTE FUNCTION "increment_webhook_revision"();
