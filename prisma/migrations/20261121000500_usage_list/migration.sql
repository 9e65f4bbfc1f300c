-- What the list filters by, beside what it sorts by: joining 100,000 keys with their usage took longer than all the rest.
ALTER TABLE "api_key_usage" ADD COLUMN "type" "key_type",
ADD COLUMN "mode" "key_mode",
ADD COLUMN "enabled" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN "expires_at" TIMESTAMPTZ(3),
ADD COLUMN "ip_restricted" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "ip_mode" "ip_mode" NOT NULL DEFAULT 'allow',
ADD COLUMN "deleted_at" TIMESTAMPTZ(3);

UPDATE "api_key_usage" u SET "type" = k."type", "mode" = k."mode", "enabled" = k."enabled", "expires_at" = k."expires_at",
       "ip_restricted" = k."ip_restricted", "ip_mode" = k."ip_mode", "deleted_at" = k."deleted_at"
FROM "api_key" k WHERE k."id" = u."api_key_id";

ALTER TABLE "api_key_usage" ALTER COLUMN "type" SET NOT NULL, ALTER COLUMN "mode" SET NOT NULL;

-- Trigrams, so that a search among 100,000 keys need not read them all. Without the extension, or the right to add it, the
-- search only takes longer.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX "api_key_search_idx" ON "api_key" USING gin ("search_text" gin_trgm_ops) WHERE "deleted_at" IS NULL;
EXCEPTION WHEN feature_not_supported OR undefined_file OR undefined_object OR insufficient_privilege THEN
  RAISE NOTICE 'pg_trgm is not available: %', SQLERRM;
END
$$;
