-- Counts of keys are inserted, not updated: a row that each batch updates grows into a chain of versions while an open
-- transaction keeps vacuum from removing any, and every batch would read the whole chain. "api_key_delta" has what is not
-- added to "api_key_usage", "api_key_day", "api_key_outcome" and "api_key_secret" yet. Processes of the version before go on
-- updating those four: a count is the sum of both, so nothing has to be moved.
CREATE TABLE "api_key_delta" (
    "transaction_id" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "api_key_id" UUID NOT NULL,
    "secret_id" UUID,
    "day" DATE NOT NULL,
    "uses" INTEGER NOT NULL DEFAULT 0,
    "accepted" INTEGER NOT NULL DEFAULT 0,
    "delivered" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "unknown" INTEGER NOT NULL DEFAULT 0,
    "at" TIMESTAMPTZ(3),
    "ip" TEXT,

    CONSTRAINT "api_key_delta_form_check" CHECK (
        "uses" >= 0 AND "accepted" >= 0 AND "delivered" >= 0 AND "failed" >= 0 AND "unknown" >= 0
        AND "at" >= '1970-01-01 00:00:00+00' AND "at" < '10000-01-01 00:00:00+00'
    )
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0,
        autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000000000);
CREATE INDEX "api_key_delta_transaction_id_idx" ON "api_key_delta"("transaction_id");

CREATE TABLE "api_key_fold" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "snapshot" pg_snapshot NOT NULL,
    "folded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),

    CONSTRAINT "api_key_fold_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "api_key_fold_form_check" CHECK (
        "id" = 1 AND "folded_at" >= '1970-01-01 00:00:00+00' AND "folded_at" < '10000-01-01 00:00:00+00'
    )
) WITH (fillfactor = 50);
INSERT INTO "api_key_fold" ("snapshot") VALUES ('1:1:');

-- PostgreSQL takes the strongest row lock for an update that changes a column of a unique index. The accepting statement takes
-- the weakest, FOR KEY SHARE: so it waits for a change of the revision, and for no other update of the row.
CREATE UNIQUE INDEX "api_key_usage_api_key_id_revision_key" ON "api_key_usage"("api_key_id", "revision");
