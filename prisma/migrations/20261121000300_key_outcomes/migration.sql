-- AlterTable
ALTER TABLE "api_key_day" DROP COLUMN "delivered",
DROP COLUMN "failed",
DROP COLUMN "unknown";

-- CreateTable
CREATE TABLE "api_key_outcome" (
    "api_key_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "delivered" BIGINT NOT NULL DEFAULT 0,
    "failed" BIGINT NOT NULL DEFAULT 0,
    "unknown" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "api_key_outcome_pkey" PRIMARY KEY ("api_key_id","day")
);
ALTER TABLE "api_key_outcome" SET (fillfactor = 50);
