-- One index for both uses: by day, to delete, and by day, account and recipient.
ALTER TABLE "recipient_use" DROP CONSTRAINT "recipient_use_pkey";
ALTER TABLE "recipient_use" ADD CONSTRAINT "recipient_use_pkey" PRIMARY KEY ("day","account_id","recipient");
DROP INDEX "recipient_use_day_idx";

-- Both functions commit without a wait for the disk, and the second reads nothing where all recipients are new.
CREATE OR REPLACE FUNCTION limit_take(
  p_subject uuid, p_kind limit_kind, p_starts_on date, p_owner uuid, p_account uuid, p_limit bigint, p_rate double precision,
  p_unused double precision, p_keep double precision, p_need double precision, p_ahead double precision,
  OUT kept double precision, OUT granted double precision, OUT taken double precision, OUT elsewhere double precision,
  OUT held double precision
) LANGUAGE plpgsql AS $$
DECLARE
  at_before timestamptz;
  at_now timestamptz;
BEGIN
  -- What is accepted afterwards is committed durably, and with it what was written to the log before.
  PERFORM set_config('synchronous_commit', 'off', true);
  SELECT u.taken, u.updated_at INTO taken, at_before FROM limit_use u
  WHERE u.subject_id = p_subject AND u.kind = p_kind AND u.starts_on = p_starts_on FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    INSERT INTO limit_use (subject_id, kind, starts_on) VALUES (p_subject, p_kind, p_starts_on) ON CONFLICT DO NOTHING;
    SELECT u.taken, u.updated_at INTO taken, at_before FROM limit_use u
    WHERE u.subject_id = p_subject AND u.kind = p_kind AND u.starts_on = p_starts_on FOR NO KEY UPDATE;
  END IF;
  -- Not now(): the lock may have been waited for.
  at_now := clock_timestamp();
  DELETE FROM limit_lease l
  WHERE l.subject_id = p_subject AND l.kind = p_kind AND l.starts_on = p_starts_on AND (l.expires_at <= at_now OR l.owner = p_owner);
  SELECT COALESCE(sum(l.amount), 0) INTO elsewhere FROM limit_lease l
  WHERE l.subject_id = p_subject AND l.kind = p_kind AND l.starts_on = p_starts_on;
  -- Requests refill at the rate, but never what processes still hold: so no interval has more than the burst and its refill.
  IF p_rate > 0 THEN
    taken := GREATEST(elsewhere + p_unused, taken - p_rate * GREATEST(EXTRACT(EPOCH FROM at_now - at_before)::double precision, 0));
  END IF;
  -- Near the limit nothing is held in advance, so that no other process is refused what this one does not use.
  kept := CASE WHEN p_limit - taken < p_limit / 16.0 THEN LEAST(p_unused, p_need) ELSE LEAST(p_unused, GREATEST(p_keep, p_need)) END;
  taken := GREATEST(taken - (p_unused - kept), kept + elsewhere);
  granted := GREATEST(0, LEAST(floor(p_limit - taken), GREATEST(p_need - kept, LEAST(p_need - kept + p_ahead, floor((p_limit - taken) / 16)))));
  IF p_need <= kept THEN
    granted := 0;
  END IF;
  taken := taken + granted;
  held := GREATEST(kept + granted - p_need, 0);
  -- Not all that wait fit: which of several batches do is known to the process only.
  IF kept + granted < p_need AND p_rate = 0 THEN
    held := kept + granted;
  END IF;
  IF held > 0 THEN
    INSERT INTO limit_lease (subject_id, kind, starts_on, owner, amount, expires_at)
    VALUES (p_subject, p_kind, p_starts_on, p_owner, held, at_now + interval '10 seconds');
  END IF;
  UPDATE limit_use u SET taken = limit_take.taken, updated_at = at_now
  WHERE u.subject_id = p_subject AND u.kind = p_kind AND u.starts_on = p_starts_on;
  IF p_rate = 0 THEN
    INSERT INTO limit_notice (subject_id, kind, starts_on, percent, account_id, "limit")
    SELECT p_subject, p_kind, p_starts_on, level, p_account, p_limit FROM (VALUES (80::smallint), (100::smallint)) AS v(level)
    WHERE (taken - elsewhere - held) * 100 >= level * p_limit::double precision
    ON CONFLICT DO NOTHING;
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION recipient_take(
  p_day date, p_accounts uuid[], p_recipients text[], p_wanted int[], p_caps int[]
) RETURNS int[] LANGUAGE plpgsql AS $$
DECLARE
  inserted text[];
  result int[];
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  WITH added AS (
    INSERT INTO recipient_use AS u (account_id, recipient, day, messages)
    SELECT w.account_id, w.recipient, p_day, LEAST(w.wanted, w.cap)
    FROM unnest(p_accounts, p_recipients, p_wanted, p_caps) AS w(account_id, recipient, wanted, cap)
    ORDER BY w.account_id, w.recipient
    ON CONFLICT DO NOTHING RETURNING account_id || u.recipient AS name
  ) SELECT COALESCE(array_agg(name), '{}') INTO inserted FROM added;
  -- The first message of the day to each of them: nothing to read.
  IF cardinality(inserted) = cardinality(p_recipients) THEN
    RETURN ARRAY(SELECT LEAST(w.wanted, w.cap) FROM unnest(p_wanted, p_caps) WITH ORDINALITY AS w(wanted, cap, place) ORDER BY w.place);
  END IF;
  WITH wanted AS (
    SELECT * FROM unnest(p_accounts, p_recipients, p_wanted, p_caps) WITH ORDINALITY AS w(account_id, recipient, wanted, cap, place)
  ), locked AS MATERIALIZED (
    SELECT u.account_id, u.recipient, w.place, LEAST(w.wanted, GREATEST(w.cap - u.messages, 0)) AS granted
    FROM wanted w JOIN recipient_use u ON u.account_id = w.account_id AND u.day = p_day AND u.recipient = w.recipient
    WHERE NOT EXISTS (SELECT FROM unnest(inserted) AS i(name) WHERE i.name = w.account_id || w.recipient)
    ORDER BY u.account_id, u.recipient FOR NO KEY UPDATE OF u
  ), counted AS (
    UPDATE recipient_use u SET messages = u.messages + l.granted FROM locked l
    WHERE u.account_id = l.account_id AND u.day = p_day AND u.recipient = l.recipient AND l.granted > 0
  )
  SELECT array_agg(COALESCE(l.granted, LEAST(w.wanted, w.cap)) ORDER BY w.place) INTO result
  FROM wanted w LEFT JOIN locked l ON l.place = w.place;
  RETURN result;
END
$$;
