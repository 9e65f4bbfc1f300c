CREATE TYPE "carrier_alert_kind" AS ENUM ('down', 'delivery_rate', 'queue_age');

CREATE TABLE "carrier_alert" (
    "id" UUID NOT NULL,
    "carrier" TEXT NOT NULL,
    "kind" "carrier_alert_kind" NOT NULL,
    "detail" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),
    -- Posts to ALERT_WEBHOOK_URL. Each is claimed by moving next_post_at.
    "opening_posted_at" TIMESTAMPTZ(3),
    "closing_posted_at" TIMESTAMPTZ(3),
    "post_attempts" SMALLINT NOT NULL DEFAULT 0,
    "next_post_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "carrier_alert_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "carrier_alert_carrier_id_idx" ON "carrier_alert"("carrier", "id");
-- Several workers evaluate alerts: one opens it.
CREATE UNIQUE INDEX "carrier_alert_open_key" ON "carrier_alert"("carrier", "kind") WHERE "closed_at" IS NULL;

-- The operator's list of receipts without a message.
CREATE INDEX "receipt_unmatched_idx" ON "receipt"("carrier", "id") WHERE "message_id" IS NULL;
