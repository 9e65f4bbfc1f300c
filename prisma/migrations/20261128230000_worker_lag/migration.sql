-- How far a busy worker is behind, for web processes to slow down acceptance. In no index, so that updates are HOT.
ALTER TABLE "worker_heartbeat"
    ADD COLUMN "lag_ms" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "lag_at" TIMESTAMPTZ(3);
