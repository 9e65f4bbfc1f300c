-- A browser in which a user has signed in: failures elsewhere do not make it wait. One row per browser, so that each can be
-- revoked alone.
CREATE TABLE "known_device" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "digest" BYTEA NOT NULL,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "known_device_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "known_device_user_id_digest_key" ON "known_device"("user_id", "digest");
ALTER TABLE "known_device" ADD CONSTRAINT "known_device_user_id_fkey"
    FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "session" ADD COLUMN "device_id" UUID, ADD COLUMN "second_factor" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "session_device_id_idx" ON "session"("device_id");
ALTER TABLE "session" ADD CONSTRAINT "session_device_id_fkey"
    FOREIGN KEY ("device_id") REFERENCES "known_device"("id") ON DELETE SET NULL ON UPDATE CASCADE;
-- Before, a session of a user with two-factor sign-in was opened with a second factor, or before it was set up.
UPDATE "session" SET "second_factor" = true
    WHERE "user_id" IN (SELECT "user_id" FROM "two_factor" WHERE "confirmed_at" IS NOT NULL);

ALTER TABLE "account" ADD COLUMN "two_factor_required" BOOLEAN NOT NULL DEFAULT false;

-- A link creates a user only if an operator made or confirmed it: an administrator must not choose the password of an
-- address that nothing confirms.
ALTER TABLE "invitation" ADD COLUMN "confirmed_at" TIMESTAMPTZ(3);
UPDATE "invitation" SET "confirmed_at" = "created_at"
    WHERE "invited_by_id" IS NULL OR "invited_by_id" IN (SELECT "id" FROM "app_user" WHERE "operator");

CREATE TABLE "passkey" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "credential_id" TEXT NOT NULL,
    "public_key" BYTEA NOT NULL,
    "counter" BIGINT NOT NULL DEFAULT 0,
    "transports" TEXT[],
    "name" TEXT NOT NULL,
    "synced" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "passkey_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "passkey_credential_id_key" ON "passkey"("credential_id");
CREATE INDEX "passkey_user_id_id_idx" ON "passkey"("user_id", "id");
ALTER TABLE "passkey" ADD CONSTRAINT "passkey_user_id_fkey"
    FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Challenges are kept in a sealed cookie; a used one is recorded here until it has expired.
CREATE TABLE "used_challenge" (
    "digest" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "used_challenge_pkey" PRIMARY KEY ("digest")
);
CREATE INDEX "used_challenge_expires_at_idx" ON "used_challenge"("expires_at");

CREATE TABLE "security_event" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "ip" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "detail" TEXT,
    "last_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "security_event_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "security_event_kind_hour_ip_key" ON "security_event"("kind", "hour", "ip");
CREATE INDEX "security_event_last_at_id_idx" ON "security_event"("last_at", "id");
CREATE INDEX "security_event_kind_last_at_id_idx" ON "security_event"("kind", "last_at", "id");
CREATE INDEX "security_event_ip_last_at_id_idx" ON "security_event"("ip", "last_at", "id");
