import { pool } from '../database/db';

/** A bind that only throttles for this long cannot take messages. */
const THROTTLED_FOR = "interval '30 seconds'";

const RECORD = {
  name: 'record-outages',
  text: `
    WITH down AS MATERIALIZED (
      SELECT c.name, CASE WHEN c.state = 'paused' THEN 'paused' ELSE COALESCE(e.last_error, 'no worker has a link to it') END AS reason
      FROM carrier c LEFT JOIN LATERAL (
        SELECT b.last_error FROM carrier_bind b WHERE b.carrier_id = c.id ORDER BY b.last_error_at DESC NULLS LAST LIMIT 1) e ON true
      WHERE c.state = 'paused' OR (c.kind <> 'simulator' AND NOT EXISTS (
        SELECT FROM carrier_bind b WHERE b.carrier_id = c.id AND b.leased_until > now()
          AND (b.state = 'bound' OR (b.state = 'throttled' AND b.since > now() - ${THROTTLED_FOR}))))
    ), begun AS (
      INSERT INTO carrier_outage AS o (carrier, reason) SELECT name, reason FROM down ORDER BY name
      ON CONFLICT (carrier) DO UPDATE SET reason = excluded.reason WHERE o.reason <> excluded.reason
      RETURNING carrier
    ), ended AS (
      DELETE FROM carrier_outage o WHERE NOT EXISTS (SELECT FROM down d WHERE d.name = o.carrier) RETURNING carrier
    )
    SELECT (SELECT count(*) FROM begun)::int + (SELECT count(*) FROM ended)::int AS changes`,
};

/** Records since when each carrier can take no messages: paused, without a bind, or throttling for long. Safe to repeat. */
export async function recordOutages(): Promise<void> {
  await pool().query(RECORD);
}
