-- Attempts by target and hour, for the health of endpoints: a list would have to read every attempt of a day for it.
CREATE TABLE "webhook_hour" (
    "account_id" UUID NOT NULL,
    -- Zero: the URLs of requests, keys and the account.
    "endpoint_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "succeeded" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "last_failure_at" TIMESTAMPTZ(3),
    -- Counts by the buckets of lib/webhooks/durations.ts.
    "durations" INTEGER[] NOT NULL,

    CONSTRAINT "webhook_hour_pkey" PRIMARY KEY ("account_id", "endpoint_id", "hour")
) WITH (fillfactor = 50);
CREATE INDEX "webhook_hour_hour_idx" ON "webhook_hour"("hour");
