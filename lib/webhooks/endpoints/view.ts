import type { Prisma } from '../../generated/prisma/client';
import { endpointEncryptionContext } from '../../secrets/encryption-contexts';
import { unseal } from '../../secrets/seal';
import type { WebhookEvent } from '../events';
import { publicKeyOf } from '../signature';
import { maskedHeaders } from './headers';
import type { WebhookFormat, WebhookSignature } from './schema';
import { hintOfSecret } from './secret';

/** The row of an endpoint. */
export type EndpointRow = Prisma.WebhookEndpointGetPayload<object>;

/** Since when a target of reports fails, and whether it was disabled for that. */
export type TargetState = {
  failingSince: Date;
  lastFailureAt: Date;
  lastFailure: string;
  disabledAt: Date | null;
  /** `gone`: the receiver responded 410. `failing`: no success for 5 days. */
  disabledReason: string | null;
};

/** An endpoint as it is shown. Never holds a secret. */
export type EndpointView = {
  id: string;
  name: string;
  url: string;
  events: WebhookEvent[];
  /** Empty: all keys. */
  keyIds: string[];
  enabled: boolean;
  /** Null while the receiver answers. */
  state: TargetState | null;
  format: WebhookFormat;
  signature: WebhookSignature;
  /** Names with masked values. */
  headers: Record<string, string>;
  /** `whsec_…wxyz`; null if the secret cannot be read with the configured SECRETS_KEYS. */
  secretHint: string | null;
  /** `whpk_…` of the signature v1a, for receivers to verify with. */
  publicKey: string | null;
  /** Until when the secret before the last rotation signs, too. */
  previousValidUntil: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

/** Returns the view of a row at the time `now`. */
export function toEndpointView(row: EndpointRow, state: TargetState | null, now: Date): EndpointView {
  const { id, name, url, keyIds, enabled, format, signature, previousValidUntil, createdAt, updatedAt } = row;
  const secret = readable(() => unseal(row.secret, endpointEncryptionContext.secret(id)));
  return {
    ...{ id, name, url, events: row.events as WebhookEvent[], keyIds, enabled, state, format, signature },
    headers: maskedHeaders(readable(() => storedHeaders(row)) ?? {}),
    secretHint: secret && hintOfSecret(secret),
    publicKey: secret && publicKeyOf(secret),
    previousValidUntil: previousValidUntil && previousValidUntil > now ? previousValidUntil : null,
    ...{ createdAt, updatedAt },
  };
}

/** Returns the custom headers of a row. Throws when SECRETS_KEYS does not have their key. */
export function storedHeaders({ id, headers }: Pick<EndpointRow, 'id' | 'headers'>): Record<string, string> {
  return headers === null ? {} : JSON.parse(unseal(headers, endpointEncryptionContext.headers(id)));
}

/** A value sealed with a key that is lost must not make the list of endpoints unreadable. */
function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
