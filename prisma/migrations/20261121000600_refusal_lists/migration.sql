-- A key's latest refusals, and what housekeeping clears away.
CREATE INDEX "refusal_api_key_id_last_at_idx" ON "refusal"("api_key_id", "last_at");
CREATE INDEX "refusal_last_at_idx" ON "refusal"("last_at");
