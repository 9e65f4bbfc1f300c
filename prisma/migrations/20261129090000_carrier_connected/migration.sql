-- From the first carrier on, a live message without a route is refused, also after the last carrier was removed: an
-- installation that has sent messages must not begin to simulate them.
ALTER TABLE "routing_revision" ADD COLUMN "has_real_carrier" BOOLEAN NOT NULL DEFAULT false;
UPDATE "routing_revision" SET "has_real_carrier" = EXISTS (SELECT FROM "carrier" WHERE "kind" <> 'simulator');

CREATE OR REPLACE FUNCTION "routing_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE routing_revision
  SET revision = revision + 1,
      has_real_carrier = has_real_carrier OR EXISTS (SELECT FROM carrier WHERE kind <> 'simulator');
  PERFORM pg_notify('postern_carriers', '');
  RETURN NULL;
END $$;
