import { newId } from '../../base/ids';
import { pool } from '../../database/db';
import { checkSignature, type SignatureCheck } from './check';
import { KEPT_REQUESTS } from './rules';

export type ReceivedRequest = { headers: readonly (readonly [name: string, value: string])[]; body: string };

/** Stores a request and deletes what is above the limit: a receiver has 100 requests however many arrive. */
const RECORD = `
  WITH receiver AS (SELECT account_id, answer_status FROM webhook_receiver WHERE token = $1), inserted AS (
    INSERT INTO receiver_request (id, account_id, headers, body, answer_status, signature_check)
    SELECT $2::uuid, account_id, $3::jsonb, $4, answer_status, $5::receiver_check FROM receiver
  ), deleted AS (
    DELETE FROM receiver_request r USING receiver
    WHERE r.account_id = receiver.account_id
      AND r.id <= (SELECT o.id FROM receiver_request o WHERE o.account_id = receiver.account_id
                   ORDER BY o.id DESC OFFSET ${KEPT_REQUESTS - 1} LIMIT 1)
  )
  SELECT answer_status AS "answerStatus" FROM receiver`;

/** Stores a request to the receiver with this token. Returns the status that it answers, or null where there is none. */
export async function recordRequest(token: string, request: ReceivedRequest): Promise<number | null> {
  const values = (check: SignatureCheck) => [
    token,
    newId(),
    JSON.stringify(request.headers.map(([name, value]) => [name, storable(value)])),
    storable(request.body),
    check,
  ];
  const header = (wanted: string) => request.headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null;
  const check = await checkSignature(token, {
    id: header('webhook-id'),
    timestamp: header('webhook-timestamp'),
    signature: header('webhook-signature'),
    body: request.body,
  });
  const { rows } = await pool().query<{ answerStatus: number }>(RECORD, values(check));
  return rows[0]?.answerStatus ?? null;
}

/** PostgreSQL's text cannot contain U+0000. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}
