-- Jobs that send failed reports again, which workers carry out in batches.
CREATE TYPE "resend_state" AS ENUM ('running', 'done', 'stopped');
CREATE TABLE "webhook_resend" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    -- Null: reports to all targets.
    "endpoint_id" UUID,
    "since" TIMESTAMPTZ(3) NOT NULL,
    -- Reports from here on are still to be considered; those from the id of the job on are not of it.
    "position" UUID NOT NULL,
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "state" "resend_state" NOT NULL DEFAULT 'running',
    "started_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- Time of its last batch.
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_resend_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "webhook_resend_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "webhook_resend_account_id_id_idx" ON "webhook_resend"("account_id", "id");
CREATE INDEX "webhook_resend_running_idx" ON "webhook_resend"("updated_at") WHERE "state" = 'running';
-- One at a time: two would share the same reports.
CREATE UNIQUE INDEX "webhook_resend_account_id_running_key" ON "webhook_resend"("account_id") WHERE "state" = 'running';
