-- A number is one sender ID with its + and without: it is kept with it.
DELETE FROM "sender_id" s USING "sender_id" same
WHERE s."value" ~ '^[1-9][0-9]{8,14}$' AND same."account_id" = s."account_id" AND same."value" = '+' || s."value";
UPDATE "sender_id" SET "value" = '+' || "value" WHERE "value" ~ '^[1-9][0-9]{8,14}$';
UPDATE "api_key" SET "default_sender" = '+' || "default_sender" WHERE "default_sender" ~ '^[1-9][0-9]{8,14}$';
UPDATE "account" SET "default_sender" = '+' || "default_sender" WHERE "default_sender" ~ '^[1-9][0-9]{8,14}$';

-- Which keys have a sender ID as their default.
CREATE INDEX "api_key_default_sender_idx" ON "api_key"("account_id", "default_sender", "id")
  WHERE "default_sender" IS NOT NULL AND "deleted_at" IS NULL;
