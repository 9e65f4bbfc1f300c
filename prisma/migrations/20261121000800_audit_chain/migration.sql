-- Each audit event is numbered within its chain (its account, or the installation) and hashed together with the one
-- before, so that an event changed, taken out or put in afterwards is found by "postern audit verify".
ALTER TABLE "audit_event"
    ADD COLUMN "chain" UUID NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    ADD COLUMN "seq" BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN "prev_hash" BYTEA NOT NULL DEFAULT '\x'::bytea,
    ADD COLUMN "hash" BYTEA NOT NULL DEFAULT '\x'::bytea;

CREATE TABLE "audit_head" (
    "chain" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("chain")
);

-- A JSON array, so that no two events can give the same text. Times in UTC whatever the session's zone.
CREATE FUNCTION "audit_event_hash"(e "audit_event") RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(jsonb_build_array(
    encode(e.prev_hash, 'hex'), e.chain, e.seq, e.id, e.account_id,
    to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    e.actor_kind, e.actor_id, e.actor_name, e.ip, e.action, e.target_kind, e.target_id, e.detail)::text, 'UTF8'))
$$;

-- Chains the events of one account one after another: whoever writes the next waits for this transaction's end.
CREATE FUNCTION "audit_event_chain"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head "audit_head"%ROWTYPE;
BEGIN
  NEW.chain := COALESCE(NEW.account_id, '00000000-0000-0000-0000-000000000000');
  INSERT INTO "audit_head" ("chain", "seq", "hash") VALUES (NEW.chain, 0, '\x') ON CONFLICT DO NOTHING;
  SELECT * INTO head FROM "audit_head" WHERE "chain" = NEW.chain FOR UPDATE;
  NEW.seq := head.seq + 1;
  NEW.prev_hash := head.hash;
  NEW.hash := "audit_event_hash"(NEW);
  UPDATE "audit_head" SET "seq" = NEW.seq, "hash" = NEW.hash WHERE "chain" = NEW.chain;
  RETURN NEW;
END
$$;

-- What was written before there was a chain becomes its beginning.
ALTER TABLE "audit_event" DISABLE TRIGGER "audit_event_no_change";
DO $$
DECLARE
  e "audit_event"%ROWTYPE;
  head "audit_head"%ROWTYPE;
BEGIN
  FOR e IN SELECT * FROM "audit_event" ORDER BY "id" LOOP
    e.chain := COALESCE(e.account_id, '00000000-0000-0000-0000-000000000000');
    INSERT INTO "audit_head" ("chain", "seq", "hash") VALUES (e.chain, 0, '\x') ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM "audit_head" WHERE "chain" = e.chain;
    e.seq := head.seq + 1;
    e.prev_hash := head.hash;
    e.hash := "audit_event_hash"(e);
    UPDATE "audit_event" SET "chain" = e.chain, "seq" = e.seq, "prev_hash" = e.prev_hash, "hash" = e.hash WHERE "id" = e.id;
    UPDATE "audit_head" SET "seq" = e.seq, "hash" = e.hash WHERE "chain" = e.chain;
  END LOOP;
END
$$;
ALTER TABLE "audit_event" ENABLE TRIGGER "audit_event_no_change";

CREATE TRIGGER "audit_event_chain" BEFORE INSERT ON "audit_event"
  FOR EACH ROW EXECUTE FUNCTION "audit_event_chain"();

CREATE UNIQUE INDEX "audit_event_chain_seq_key" ON "audit_event"("chain", "seq");
CREATE INDEX "audit_event_account_id_action_id_idx" ON "audit_event"("account_id", "action", "id");
CREATE INDEX "audit_event_account_id_actor_id_id_idx" ON "audit_event"("account_id", "actor_id", "id");
CREATE INDEX "audit_event_account_id_actor_id_action_id_idx" ON "audit_event"("account_id", "actor_id", "action", "id");
