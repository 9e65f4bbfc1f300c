CREATE TYPE "received_encoding" AS ENUM ('gsm7', 'ucs2', 'binary');

-- Signs what goes to the account's webhook and belongs to no key. Sealed.
ALTER TABLE "account" ADD COLUMN "webhook_secret" TEXT;

CREATE TABLE "received_number" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "match" TEXT NOT NULL,
    "keyword" TEXT NOT NULL DEFAULT '',
    "account_id" UUID NOT NULL,
    "webhook_url" TEXT,
    "assigned_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "received_number_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "received_number_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "received_number_match_keyword_key" ON "received_number"("match", "keyword");
CREATE INDEX "received_number_account_id_id_idx" ON "received_number"("account_id", "id");

CREATE TABLE "received_message" (
    "id" UUID NOT NULL,
    "account_id" UUID,
    "carrier" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "encoding" "received_encoding" NOT NULL,
    "parts" SMALLINT NOT NULL,
    "missing_parts" SMALLINT NOT NULL DEFAULT 0,
    "keyword" TEXT,
    "carrier_message_id" TEXT,
    "report_id" UUID,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "received_message_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "received_message_form_check" CHECK (
      "received_at" >= '1970-01-01 00:00:00+00' AND "received_at" < '10000-01-01 00:00:00+00'
      AND "missing_parts" >= 0 AND "missing_parts" < "parts"
    )
);
CREATE INDEX "received_message_account_id_id_idx" ON "received_message"("account_id", "id");
CREATE INDEX "received_message_account_id_sender_id_idx" ON "received_message"("account_id", "sender", "id");
CREATE INDEX "received_message_account_id_recipient_id_idx" ON "received_message"("account_id", "recipient", "id");
CREATE INDEX "received_message_unassigned_idx" ON "received_message"("id") WHERE "account_id" IS NULL;

CREATE TABLE "received_part" (
    "carrier" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "reference" INTEGER NOT NULL,
    "total" SMALLINT NOT NULL,
    "number" SMALLINT NOT NULL,
    "content" BYTEA NOT NULL,
    "encoding" "received_encoding" NOT NULL,
    "carrier_message_id" TEXT,
    "assembled" BOOLEAN NOT NULL DEFAULT false,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "received_part_pkey" PRIMARY KEY ("carrier", "sender", "recipient", "reference", "total", "number")
);
CREATE INDEX "received_part_received_at_idx" ON "received_part"("received_at");

CREATE TABLE "received_once" (
    "digest" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "received_once_pkey" PRIMARY KEY ("digest")
);
CREATE INDEX "received_once_at_idx" ON "received_once"("at");

-- A report of a received message belongs to the account alone: no key sent it.
ALTER TABLE "delivery_report" ALTER COLUMN "api_key_id" DROP NOT NULL, ALTER COLUMN "message_id" DROP NOT NULL;
ALTER TABLE "delivery_report" ADD CONSTRAINT "delivery_report_key_check"
  CHECK (("api_key_id" IS NULL) = ("message_id" IS NULL)) NOT VALID;
