-- Messages of test keys are few among many: a list of them must not pass over all the others. Live ones are not in it, so
-- that accepting them costs nothing more.
CREATE INDEX "message_account_id_test_id_idx" ON "message"("account_id", "id") WHERE "mode" = 'test';
