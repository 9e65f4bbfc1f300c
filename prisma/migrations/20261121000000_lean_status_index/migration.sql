-- Accepting a message must touch as few indexes as possible. Lists filtered by a status look for the rare ones; queued
-- messages have the queue's index, delivered ones are most of any page.
DROP INDEX "message_account_id_status_id_idx";
CREATE INDEX "message_account_id_status_id_idx" ON "message"("account_id", "status", "id")
  WHERE "status" NOT IN ('queued', 'delivered');
