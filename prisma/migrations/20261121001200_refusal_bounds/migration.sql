-- How many addresses an hour has already is counted before each write: the hour stands before the address.
DROP INDEX "refusal_api_key_id_code_ip_hour_key";
CREATE UNIQUE INDEX "refusal_api_key_id_code_hour_ip_key" ON "refusal"("api_key_id", "code", "hour", "ip");

-- The account's list, and a key's, page by (last_at, id), whatever they are filtered by.
DROP INDEX "refusal_account_id_last_at_idx";
DROP INDEX "refusal_api_key_id_last_at_idx";
CREATE INDEX "refusal_account_id_last_at_id_idx" ON "refusal"("account_id", "last_at", "id");
CREATE INDEX "refusal_account_id_code_last_at_id_idx" ON "refusal"("account_id", "code", "last_at", "id");
CREATE INDEX "refusal_account_id_ip_last_at_id_idx" ON "refusal"("account_id", "ip", "last_at", "id");
CREATE INDEX "refusal_api_key_id_last_at_id_idx" ON "refusal"("api_key_id", "last_at", "id");
