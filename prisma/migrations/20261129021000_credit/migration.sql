-- Credit of accounts: off until an operator switches it on. Amounts are millionths of the currency.
ALTER TABLE "account" ADD COLUMN "credit_enabled" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "account_credit" (
    "account_id" UUID NOT NULL,
    "balance" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "account_credit_pkey" PRIMARY KEY ("account_id")
) WITH (fillfactor = 10);

CREATE TYPE "credit_kind" AS ENUM ('accept', 'release', 'top_up', 'adjust');

CREATE TABLE "credit_entry" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "kind" "credit_kind" NOT NULL,
    "amount" BIGINT NOT NULL,
    "messages" INTEGER NOT NULL DEFAULT 0,
    "balance" BIGINT NOT NULL,
    "minute" TIMESTAMPTZ(3),
    "note" TEXT,
    "actor_name" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "credit_entry_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "credit_entry_account_id_kind_minute_key" ON "credit_entry"("account_id", "kind", "minute");
CREATE INDEX "credit_entry_account_id_at_id_idx" ON "credit_entry"("account_id", "at", "id");

CREATE TABLE "price" (
    "prefix" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "price_pkey" PRIMARY KEY ("prefix")
);

CREATE TABLE "price_revision" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "revision" BIGINT NOT NULL DEFAULT 1,

    CONSTRAINT "price_revision_pkey" PRIMARY KEY ("id")
);
INSERT INTO "price_revision" DEFAULT VALUES;

CREATE TABLE "message_price" (
    "message_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "message_price_pkey" PRIMARY KEY ("message_id")
);
