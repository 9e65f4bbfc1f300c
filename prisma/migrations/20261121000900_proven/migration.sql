-- Whose address an operator vouched for. Who joined by an invitation's link held the link, which proves no address.
ALTER TABLE "app_user" ADD COLUMN "email_proven_at" TIMESTAMPTZ(3);
UPDATE "app_user" SET "email_proven_at" = "created_at";

-- A provider knows a person by one subject: an address that it gives to somebody else opens nothing of the first.
CREATE UNIQUE INDEX "federated_identity_issuer_user_id_key" ON "federated_identity"("issuer", "user_id");

-- Invitations end with the rights of who made them.
ALTER TABLE "invitation" ADD COLUMN "invited_by_id" UUID;

-- A set-up that was left open is over after a while.
ALTER TABLE "two_factor" ADD COLUMN "begun_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
