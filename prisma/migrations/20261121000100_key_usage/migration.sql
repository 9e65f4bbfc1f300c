-- AlterTable
ALTER TABLE "api_key_day" ADD COLUMN     "accepted" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "delivered" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "failed" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "unknown" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "api_key_usage" (
    "api_key_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "times_used" BIGINT NOT NULL DEFAULT 0,
    "last_used_at" TIMESTAMPTZ(3),
    "last_used_ip" TEXT,

    CONSTRAINT "api_key_usage_pkey" PRIMARY KEY ("api_key_id")
);

-- CreateTable
CREATE TABLE "request_signature" (
    "api_key_id" UUID NOT NULL,
    "digest" BYTEA NOT NULL,
    "signature" BYTEA NOT NULL,
    "message_id" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "request_signature_pkey" PRIMARY KEY ("api_key_id","digest")
);

-- CreateTable
CREATE TABLE "refusal" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "api_key_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "ip" TEXT NOT NULL,
    "detail" TEXT,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "last_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "refusal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sender_id" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "value" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sender_id_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auto_replacement" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "search" TEXT NOT NULL,
    "replacement" TEXT NOT NULL,

    CONSTRAINT "auto_replacement_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "api_key_usage_account_id_idx" ON "api_key_usage"("account_id");

-- CreateIndex
CREATE INDEX "request_signature_expires_at_idx" ON "request_signature"("expires_at");

-- CreateIndex
CREATE INDEX "refusal_account_id_last_at_idx" ON "refusal"("account_id", "last_at");

-- CreateIndex
CREATE UNIQUE INDEX "refusal_api_key_id_code_ip_hour_key" ON "refusal"("api_key_id", "code", "ip", "hour");

-- CreateIndex
CREATE UNIQUE INDEX "sender_id_account_id_value_key" ON "sender_id"("account_id", "value");

-- CreateIndex
CREATE UNIQUE INDEX "auto_replacement_account_id_search_key" ON "auto_replacement"("account_id", "search");

-- AddForeignKey
ALTER TABLE "api_key_usage" ADD CONSTRAINT "api_key_usage_api_key_id_fkey" FOREIGN KEY ("api_key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Counters move to their own row; the key's row stays still.
INSERT INTO "api_key_usage" ("api_key_id", "account_id", "revision", "times_used", "last_used_at", "last_used_ip")
SELECT "id", "account_id", "revision", "times_used", "last_used_at", "last_used_ip" FROM "api_key";
ALTER TABLE "api_key_usage" SET (fillfactor = 50);
ALTER TABLE "api_key" RESET (fillfactor);

-- AlterTable
ALTER TABLE "api_key" DROP COLUMN "last_used_at",
DROP COLUMN "last_used_ip",
DROP COLUMN "revision",
DROP COLUMN "times_used";
