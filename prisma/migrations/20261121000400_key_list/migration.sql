ALTER TABLE "api_key" ADD COLUMN "created_by_name" TEXT;
UPDATE "api_key" k SET "created_by_name" = u."username" FROM "app_user" u WHERE u."id" = k."created_by_id";
UPDATE "api_key" SET "created_by_name" = 'command line' WHERE "created_by_name" IS NULL;
ALTER TABLE "api_key" ADD COLUMN "sort_name" TEXT GENERATED ALWAYS AS (lower("name")) STORED;

DROP INDEX "api_key_account_id_lower_name_idx";
DROP INDEX "api_key_account_id_created_at_idx";

-- One index for each way the list is sorted, with all it filters by, so that a page is found in the index alone.
CREATE INDEX "api_key_by_created_at_idx" ON "api_key"("account_id", "created_at", "id")
  INCLUDE ("type", "mode", "enabled", "expires_at", "ip_restricted", "ip_mode") WHERE "deleted_at" IS NULL;
CREATE INDEX "api_key_by_name_idx" ON "api_key"("account_id", "sort_name", "id")
  INCLUDE ("type", "mode", "enabled", "expires_at", "ip_restricted", "ip_mode") WHERE "deleted_at" IS NULL;
CREATE INDEX "api_key_by_type_idx" ON "api_key"("account_id", "type", "id")
  INCLUDE ("mode", "enabled", "expires_at", "ip_restricted", "ip_mode") WHERE "deleted_at" IS NULL;
CREATE INDEX "api_key_by_enabled_idx" ON "api_key"("account_id", "enabled", "id")
  INCLUDE ("type", "mode", "expires_at", "ip_restricted", "ip_mode") WHERE "deleted_at" IS NULL;
CREATE INDEX "api_key_by_creator_idx" ON "api_key"("account_id", "created_by_name", "id")
  INCLUDE ("type", "mode", "enabled", "expires_at", "ip_restricted", "ip_mode") WHERE "deleted_at" IS NULL;
