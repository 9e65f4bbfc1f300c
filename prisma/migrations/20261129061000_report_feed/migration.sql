-- Events that an account reads itself, beside or instead of webhooks. Empty: none.
ALTER TABLE "account" ADD COLUMN "pull_events" TEXT[] NOT NULL DEFAULT '{}';

-- Reports of accounts with "pull_events".
CREATE TABLE "report_feed" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    -- Order in which readers get them. Set when it is read first, so that a report of a transaction that commits later is later.
    "position" BIGINT,
    "confirmed" BOOLEAN NOT NULL DEFAULT false,
    "body" TEXT NOT NULL,

    CONSTRAINT "report_feed_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "report_feed_account_id_new_idx" ON "report_feed"("account_id", "id") WHERE "position" IS NULL;
CREATE UNIQUE INDEX "report_feed_account_id_position_key" ON "report_feed"("account_id", "position");
CREATE INDEX "report_feed_account_id_unconfirmed_idx" ON "report_feed"("account_id", "position") WHERE NOT "confirmed";

-- Locked while positions are assigned.
CREATE TABLE "report_feed_state" (
    "account_id" UUID NOT NULL,
    "last_position" BIGINT NOT NULL DEFAULT 0,
    "confirmed_position" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "report_feed_state_pkey" PRIMARY KEY ("account_id"),
    CONSTRAINT "report_feed_state_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

DROP TRIGGER "account_webhook_revision" ON "account";
CREATE TRIGGER "account_webhook_revision" AFTER UPDATE ON "account" FOR EACH ROW
  WHEN (OLD."dlr_events" IS DISTINCT FROM NEW."dlr_events" OR OLD."pull_events" IS DISTINCT FROM NEW."pull_events"
        OR OLD."webhook_secret" IS DISTINCT FROM NEW."webhook_secret"
        OR OLD."previous_webhook_secret" IS DISTINCT FROM NEW."previous_webhook_secret")
  EXECUTE FUNCTION "increment_webhook_revision"();
