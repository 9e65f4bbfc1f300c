-- The search looks through one lower-case column: name, description, key id, and the readable characters of the secret.
ALTER TABLE "api_key" ADD COLUMN "hint" TEXT NOT NULL DEFAULT '';
UPDATE "api_key" k SET "hint" = s."hint" FROM "api_key_secret" s WHERE s."api_key_id" = k."id" AND s."valid_until" IS NULL;
ALTER TABLE "api_key" ADD COLUMN "search_text" TEXT GENERATED ALWAYS AS
  (lower("name" || ' ' || coalesce("description", '') || ' ' || coalesce("key_id", "hint"))) STORED;

CREATE INDEX "api_key_account_id_lower_name_idx" ON "api_key"("account_id", lower("name"), "id") WHERE "deleted_at" IS NULL;
