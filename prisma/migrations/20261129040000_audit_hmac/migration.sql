-- Events are hashed with a key that the database does not have (HMAC): the process that records an event computes its hash.
-- key_id names the key. It is null for events of earlier versions, whose hash is the trigger's.
ALTER TABLE "audit_event" ADD COLUMN "key_id" TEXT;

-- Returns the head of a chain, locked until the end of the transaction: the next event of the chain waits for it.
-- SECURITY DEFINER, here and below: the role of the processes may not write audit_head.
CREATE FUNCTION "audit_head_for_update"(of_chain uuid) RETURNS "audit_head" LANGUAGE plpgsql
  SECURITY DEFINER AS $$
DECLARE head "audit_head"%ROWTYPE;
BEGIN
  INSERT INTO "audit_head" ("chain", "seq", "hash") VALUES (of_chain, 0, '\x') ON CONFLICT DO NOTHING;
  SELECT * INTO head FROM "audit_head" WHERE "chain" = of_chain FOR UPDATE;
  RETURN head;
END
$$;

CREATE OR REPLACE FUNCTION "audit_event_chain"() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER AS $$
DECLARE head "audit_head"%ROWTYPE;
BEGIN
  NEW.chain := COALESCE(NEW.account_id, '00000000-0000-0000-0000-000000000000');
  head := "audit_head_for_update"(NEW.chain);
  IF NEW.key_id IS NULL THEN
    -- Of a process of an earlier version, which runs during an update.
    NEW.seq := head.seq + 1;
    NEW.prev_hash := head.hash;
    NEW.hash := "audit_event_hash"(NEW);
  ELSIF NEW.seq <> head.seq + 1 OR NEW.prev_hash <> head.hash THEN
    RAISE EXCEPTION 'the event does not follow the last one of its chain' USING ERRCODE = 'check_violation';
  END IF;
  UPDATE "audit_head" SET "seq" = NEW.seq, "hash" = NEW.hash WHERE "chain" = NEW.chain;
  RETURN NEW;
END
$$;

-- Temporary tables come last: a caller's table of the same name must not be used in the place of ours.
DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION "audit_head_for_update"(uuid) SET search_path = %I, pg_temp', current_schema());
  EXECUTE format('ALTER FUNCTION "audit_event_chain"() SET search_path = %I, pg_temp', current_schema());
END $$;
