CREATE TYPE "carrier_kind" AS ENUM ('simulator', 'smpp', 'http');
CREATE TYPE "carrier_state" AS ENUM ('active', 'paused', 'draining');
CREATE TYPE "unknown_outcome" AS ENUM ('resend', 'wait');

CREATE TABLE "carrier" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "carrier_kind" NOT NULL,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "secrets" TEXT,
    "state" "carrier_state" NOT NULL DEFAULT 'active',
    "rate_per_second" INTEGER,
    "unknown_outcome" "unknown_outcome" NOT NULL DEFAULT 'resend',
    "fallback_after_seconds" INTEGER NOT NULL DEFAULT 60,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "carrier_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "carrier_name_key" ON "carrier"("name");
INSERT INTO "carrier" ("id", "name", "kind") VALUES ('00000000-0000-4000-8000-000000000001', 'simulator', 'simulator');

CREATE TABLE "route" (
    "id" UUID NOT NULL,
    "carrier_id" UUID NOT NULL,
    "prefix" TEXT NOT NULL DEFAULT '',
    "sender" TEXT,
    "environment" "environment" NOT NULL DEFAULT 'live',
    "account_id" UUID,
    "priority" SMALLINT NOT NULL DEFAULT 1,
    "weight" SMALLINT NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "route_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "route_carrier_id_fkey" FOREIGN KEY ("carrier_id") REFERENCES "carrier"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "route_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "route_match_key" ON "route"("carrier_id", "prefix", "sender", "environment", "account_id") NULLS NOT DISTINCT;
CREATE INDEX "route_account_id_idx" ON "route"("account_id");

-- Each process compares the revision with the one of its cached carriers and routes.
CREATE TABLE "routing_revision" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "revision" BIGINT NOT NULL DEFAULT 1,

    CONSTRAINT "routing_revision_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "routing_revision_one_row" CHECK ("id" = 1)
);
INSERT INTO "routing_revision" DEFAULT VALUES;

CREATE FUNCTION "routing_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE routing_revision SET revision = revision + 1;
  PERFORM pg_notify('postern_carriers', '');
  RETURN NULL;
END $$;
CREATE TRIGGER "carrier_changed" AFTER INSERT OR UPDATE OR DELETE ON "carrier"
  FOR EACH STATEMENT EXECUTE FUNCTION "routing_changed"();
CREATE TRIGGER "route_changed" AFTER INSERT OR UPDATE OR DELETE ON "route"
  FOR EACH STATEMENT EXECUTE FUNCTION "routing_changed"();

-- One row per bind; whichever worker holds the lease owns it. HOT updates: nothing but the key is indexed.
CREATE TABLE "carrier_bind" (
    "carrier_id" UUID NOT NULL,
    "slot" SMALLINT NOT NULL,
    "owner" UUID,
    "leased_until" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'closed',
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "window" INTEGER NOT NULL DEFAULT 0,
    "window_used" INTEGER NOT NULL DEFAULT 0,
    "submitted" BIGINT NOT NULL DEFAULT 0,
    "throttles" BIGINT NOT NULL DEFAULT 0,
    "receipts_in" BIGINT NOT NULL DEFAULT 0,
    "last_error_at" TIMESTAMPTZ(3),
    "last_error_code" TEXT,
    "last_error" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "carrier_bind_pkey" PRIMARY KEY ("carrier_id", "slot"),
    CONSTRAINT "carrier_bind_carrier_id_fkey" FOREIGN KEY ("carrier_id") REFERENCES "carrier"("id") ON DELETE CASCADE ON UPDATE CASCADE
) WITH (fillfactor = 50);

-- Since when no bind of a carrier could take messages, by the name that queues and messages have.
CREATE TABLE "carrier_outage" (
    "carrier" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reason" TEXT NOT NULL,

    CONSTRAINT "carrier_outage_pkey" PRIMARY KEY ("carrier")
);

-- What each carrier did in a minute, for charts and alerts. Workers add to it every few seconds.
CREATE TABLE "carrier_minute" (
    "carrier" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "submitted" INTEGER NOT NULL DEFAULT 0,
    "rejected" INTEGER NOT NULL DEFAULT 0,
    "throttled" INTEGER NOT NULL DEFAULT 0,
    "unknown" INTEGER NOT NULL DEFAULT 0,
    "delivered" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "received" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "carrier_minute_pkey" PRIMARY KEY ("carrier", "minute")
);
CREATE INDEX "carrier_minute_minute_idx" ON "carrier_minute"("minute");

-- The parts of messages that went to a carrier in several PDUs, each with its own id there.
CREATE TABLE "message_part" (
    "message_id" UUID NOT NULL,
    "part" SMALLINT NOT NULL,
    "carrier" TEXT NOT NULL,
    "carrier_message_id" TEXT NOT NULL,
    "status" "message_status" NOT NULL DEFAULT 'submitted',
    "error_code" TEXT,
    "receipt" TEXT,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "final_at" TIMESTAMPTZ(3),

    CONSTRAINT "message_part_pkey" PRIMARY KEY ("message_id", "part")
);
CREATE INDEX "message_part_carrier_carrier_message_id_idx" ON "message_part"("carrier", "carrier_message_id");

-- As received from the carrier, for operators.
ALTER TABLE "message_progress" ADD COLUMN "receipt" TEXT;
ALTER TABLE "receipt" ADD COLUMN "raw" TEXT, ADD COLUMN "recipient" TEXT;
