-- The built-in receiver of an account: a URL of this installation that shows what arrives at it.
CREATE TABLE "webhook_receiver" (
    "account_id" UUID NOT NULL,
    -- The last segment of its URL, which allows to post to it and to read nothing.
    "token" TEXT NOT NULL,
    -- What it answers, to try retries.
    "answer_status" SMALLINT NOT NULL DEFAULT 200,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_receiver_pkey" PRIMARY KEY ("account_id"),
    CONSTRAINT "webhook_receiver_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "webhook_receiver_token_key" ON "webhook_receiver"("token");

CREATE TYPE "receiver_check" AS ENUM ('valid', 'wrong', 'unsigned', 'unknown');

-- The last 100 requests of a receiver, of the last 24 hours.
CREATE TABLE "receiver_request" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- Pairs of name and value, in order.
    "headers" JSONB NOT NULL,
    "body" TEXT NOT NULL,
    "answer_status" SMALLINT NOT NULL,
    -- Whether the signature is that of the report's secret at this time.
    "signature_check" "receiver_check" NOT NULL,

    CONSTRAINT "receiver_request_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "receiver_request_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "webhook_receiver"("account_id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "receiver_request_account_id_id_idx" ON "receiver_request"("account_id", "id");
CREATE INDEX "receiver_request_received_at_idx" ON "receiver_request"("received_at");
