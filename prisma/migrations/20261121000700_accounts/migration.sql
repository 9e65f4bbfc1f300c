-- Verification by the operator, members by invitation, and what makes a sign-in worth trusting.
CREATE TYPE "verification_state" AS ENUM ('pending', 'approved', 'rejected');

CREATE TABLE "verification_request" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "state" "verification_state" NOT NULL DEFAULT 'pending',
    "company" TEXT NOT NULL,
    "website" TEXT,
    "contact" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "monthly_volume" TEXT NOT NULL,
    "requested_by_id" UUID,
    "requested_by_name" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_by_name" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    CONSTRAINT "verification_request_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "verification_request_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "verification_request_account_id_id_idx" ON "verification_request"("account_id", "id");
CREATE INDEX "verification_request_state_id_idx" ON "verification_request"("state", "id");
-- One question at a time.
CREATE UNIQUE INDEX "verification_request_pending_key" ON "verification_request"("account_id") WHERE "state" = 'pending';

CREATE TABLE "invitation" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "digest" BYTEA NOT NULL,
    "invited_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "invitation_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "invitation_digest_key" ON "invitation"("digest");
CREATE INDEX "invitation_account_id_id_idx" ON "invitation"("account_id", "id");
-- A person has one open invitation to an account; a new one takes the old one's place.
CREATE UNIQUE INDEX "invitation_open_key" ON "invitation"("account_id", "email") WHERE "accepted_at" IS NULL AND "revoked_at" IS NULL;
-- A page of members: the oldest first.
CREATE INDEX "member_account_id_created_at_user_id_idx" ON "member"("account_id", "created_at", "user_id");

CREATE TABLE "two_factor" (
    "user_id" UUID NOT NULL,
    "secret" TEXT NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "last_step" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "two_factor_pkey" PRIMARY KEY ("user_id"),
    CONSTRAINT "two_factor_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "recovery_code" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "digest" BYTEA NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "recovery_code_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "recovery_code_user_id_digest_key" ON "recovery_code"("user_id", "digest");

CREATE TABLE "federated_identity" (
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "federated_identity_pkey" PRIMARY KEY ("issuer", "subject"),
    CONSTRAINT "federated_identity_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "federated_identity_user_id_idx" ON "federated_identity"("user_id");

ALTER TABLE "session" ADD COLUMN "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

ALTER TABLE "one_time_token" ADD COLUMN "user_id" UUID,
    ADD CONSTRAINT "one_time_token_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "one_time_token_user_id_idx" ON "one_time_token"("user_id");
