-- Sums of carrier_minute for metrics: they stay when old minutes are removed.
CREATE TABLE "carrier_total" (
    "carrier" TEXT NOT NULL,
    "submitted" BIGINT NOT NULL DEFAULT 0,
    "rejected" BIGINT NOT NULL DEFAULT 0,
    "throttled" BIGINT NOT NULL DEFAULT 0,
    "unknown" BIGINT NOT NULL DEFAULT 0,
    "delivered" BIGINT NOT NULL DEFAULT 0,
    "failed" BIGINT NOT NULL DEFAULT 0,
    "received" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "carrier_total_pkey" PRIMARY KEY ("carrier")
);

CREATE FUNCTION "add_carrier_totals"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO carrier_total AS t (carrier, submitted, rejected, throttled, unknown, delivered, failed, received)
  VALUES (NEW.carrier, NEW.submitted - COALESCE(OLD.submitted, 0),
    NEW.rejected - COALESCE(OLD.rejected, 0),
    NEW.throttled - COALESCE(OLD.throttled, 0),
    NEW.unknown - COALESCE(OLD.unknown, 0),
    NEW.delivered - COALESCE(OLD.delivered, 0),
    NEW.failed - COALESCE(OLD.failed, 0),
    NEW.received - COALESCE(OLD.received, 0))
  ON CONFLICT (carrier) DO UPDATE SET
    submitted = t.submitted + excluded.submitted,
    rejected = t.rejected + excluded.rejected,
    throttled = t.throttled + excluded.throttled,
    unknown = t.unknown + excluded.unknown,
    delivered = t.delivered + excluded.delivered,
    failed = t.failed + excluded.failed,
    received = t.received + excluded.received;
  RETURN NULL;
END $$;
CREATE TRIGGER "carrier_minute_counted" AFTER INSERT OR UPDATE ON "carrier_minute"
  FOR EACH ROW EXECUTE FUNCTION "add_carrier_totals"();
