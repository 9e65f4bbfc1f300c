import { isId } from '../../base/ids';
import { pool } from '../../database/db';
import {
  accountEncryptionContext,
  endpointEncryptionContext,
  keyEncryptionContext,
} from '../../secrets/encryption-contexts';
import { type EncryptionContext, unseal } from '../../secrets/seal';
import { signatureHeaders, signingKey } from '../signature';

/** Whether a signature is right: `unknown` where Postern has no secret to compare with. */
export type SignatureCheck = 'valid' | 'wrong' | 'unsigned' | 'unknown';

export type SignedRequest = { id: string | null; timestamp: string | null; signature: string | null; body: string };

type Row = { kind: keyof typeof CONTEXTS; id: string; sealed: string };

const CONTEXTS = {
  endpoint: endpointEncryptionContext.secret,
  key: keyEncryptionContext.webhookSecret,
  account: accountEncryptionContext.webhookSecret,
} satisfies Record<string, (id: string) => EncryptionContext>;

/** Secrets that may have signed a report to the receiver: of the endpoints with its URL, and of the report's key and account. */
const SECRETS = `
  WITH receiver AS (SELECT account_id FROM webhook_receiver WHERE token = $1),
  report AS (SELECT d.api_key_id, d.account_id FROM delivery_report d JOIN receiver USING (account_id) WHERE d.id = $2)
  SELECT 'endpoint' AS kind, e.id, s.sealed FROM webhook_endpoint e JOIN receiver USING (account_id),
    LATERAL (VALUES (e.secret), (e.previous_secret)) AS s(sealed)
  WHERE strpos(e.url, $1) > 0 AND s.sealed IS NOT NULL
  UNION ALL
  SELECT 'key', k.id, s.sealed FROM api_key k JOIN report ON report.api_key_id = k.id,
    LATERAL (VALUES (k.webhook_secret), (k.previous_webhook_secret)) AS s(sealed)
  WHERE s.sealed IS NOT NULL
  UNION ALL
  SELECT 'account', a.id, s.sealed FROM account a JOIN report ON report.account_id = a.id,
    LATERAL (VALUES (a.webhook_secret), (a.previous_webhook_secret)) AS s(sealed)
  WHERE s.sealed IS NOT NULL`;

/** Compares a signature with those that the secrets of the receiver's account make for the same id, time and body. */
export async function checkSignature(token: string, request: SignedRequest): Promise<SignatureCheck> {
  const { id, timestamp, signature, body } = request;
  if (!id || !timestamp || !signature) return 'unsigned';
  // `v1,…` and `v1a,…` of several keys, separated by blanks.
  const { rows } = await pool().query<Row>(SECRETS, [token, isId(id) ? id : null]);
  if (rows.length === 0) return 'unknown';
  const sent = new Set(signature.split(' '));
  const at = new Date(Number(timestamp) * 1_000);
  if (Number.isNaN(at.getTime())) return 'wrong';
  const isSignedBy = (row: Row) => expected(row, id, at, body).some((one) => sent.has(one));
  return rows.some(isSignedBy) ? 'valid' : 'wrong';
}

function expected({ kind, id, sealed }: Row, webhookId: string, at: Date, body: string): string[] {
  try {
    const key = signingKey(unseal(sealed, CONTEXTS[kind](id)));
    return signatureHeaders([key], webhookId, at, body)['webhook-signature'].split(' ');
  } catch {
    // Sealed with a key that is no longer configured: the others may still match.
    return [];
  }
}
