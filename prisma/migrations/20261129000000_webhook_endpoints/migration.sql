-- Endpoints of an account: its delivery reports go to each of them, besides the URL of the request, key or account.
CREATE TYPE "webhook_format" AS ENUM ('standard', 'messente', 'messagemedia', 'query', 'form');
CREATE TYPE "webhook_signature" AS ENUM ('v1', 'v1a');

CREATE TABLE "webhook_endpoint" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[] NOT NULL,
    -- Empty: of all keys.
    "key_ids" UUID[] NOT NULL DEFAULT '{}',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "format" "webhook_format" NOT NULL DEFAULT 'standard',
    "signature" "webhook_signature" NOT NULL DEFAULT 'v1',
    -- Sealed JSON of name and value: they often have credentials.
    "headers" TEXT,
    "secret" TEXT NOT NULL,
    "previous_secret" TEXT,
    "previous_valid_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "webhook_endpoint_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "webhook_endpoint_account_id_name_key" ON "webhook_endpoint"("account_id", "name");

-- Events that the URL of key and account receives. Empty: of a key those of the account, of an account the final statuses.
ALTER TABLE "api_key" ADD COLUMN "dlr_events" TEXT[] NOT NULL DEFAULT '{}';
ALTER TABLE "account" ADD COLUMN "dlr_events" TEXT[] NOT NULL DEFAULT '{}';

-- Since when a target fails, and whether it was disabled for that. Without a row it answers.
CREATE TABLE "webhook_state" (
    "account_id" UUID NOT NULL,
    -- Id of the endpoint, or the URL of a request, key or account.
    "target" TEXT NOT NULL,
    "failing_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_failure_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_failure" TEXT NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    -- gone: the receiver responded 410. failing: no success for 5 days.
    "disabled_reason" TEXT,
    "notified_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_state_pkey" PRIMARY KEY ("account_id", "target"),
    CONSTRAINT "webhook_state_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- Revision of all that decides which events are reported where; processes keep a copy and compare this number.
CREATE TABLE "webhook_revision" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "revision" BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT "webhook_revision_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "webhook_revision_one_row" CHECK ("id" = 1)
);
INSERT INTO "webhook_revision" DEFAULT VALUES;

CREATE FUNCTION "increment_webhook_revision"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "webhook_revision" SET "revision" = "revision" + 1;
  PERFORM pg_notify('postern_webhooks', '');
  RETURN NULL;
END $$;
CREATE TRIGGER "webhook_endpoint_revision" AFTER INSERT OR UPDATE OR DELETE ON "webhook_endpoint"
  FOR EACH STATEMENT EXECUTE FUNCTION "increment_webhook_revision"();
CREATE TRIGGER "webhook_state_revision" AFTER UPDATE OF "disabled_at" OR DELETE ON "webhook_state"
  FOR EACH STATEMENT EXECUTE FUNCTION "increment_webhook_revision"();

-- The secrets of a key's and an account's URL are rotated with an overlap: both sign until then.
ALTER TABLE "api_key" ADD COLUMN "previous_webhook_secret" TEXT, ADD COLUMN "previous_webhook_secret_until" TIMESTAMPTZ(3);
ALTER TABLE "account" ADD COLUMN "previous_webhook_secret" TEXT, ADD COLUMN "previous_webhook_secret_until" TIMESTAMPTZ(3);

CREATE TRIGGER "api_key_webhook_revision_insert" AFTER INSERT ON "api_key" FOR EACH ROW
  WHEN (NEW."dlr_events" <> '{}') EXECUTE FUNCTION "increment_webhook_revision"();
CREATE TRIGGER "api_key_webhook_revision" AFTER UPDATE ON "api_key" FOR EACH ROW
  WHEN (OLD."dlr_events" IS DISTINCT FROM NEW."dlr_events" OR OLD."webhook_secret" IS DISTINCT FROM NEW."webhook_secret"
        OR OLD."previous_webhook_secret" IS DISTINCT FROM NEW."previous_webhook_secret")
  EXECUTE FUNCTION "increment_webhook_revision"();
CREATE TRIGGER "account_webhook_revision" AFTER UPDATE ON "account" FOR EACH ROW
  WHEN (OLD."dlr_events" IS DISTINCT FROM NEW."dlr_events" OR OLD."webhook_secret" IS DISTINCT FROM NEW."webhook_secret"
        OR OLD."previous_webhook_secret" IS DISTINCT FROM NEW."previous_webhook_secret")
  EXECUTE FUNCTION "increment_webhook_revision"();
