import { commandStatus, describeStatus } from './command-status';
import { FalseLengthError } from './pdu-framer';

/** Why a link cannot be used, for operators: the exact code and its meaning. */
export class LinkError extends Error {
  override readonly name = 'LinkError';

  constructor(
    /** Name of the SMPP status or of the system's error, such as ESME_RINVPASWD or ECONNREFUSED. */
    readonly code: string,
    message: string,
    /** It remains until an operator changes a setting, here or at the carrier. */
    readonly isLasting = false,
  ) {
    super(message);
  }
}

const LASTING_STATUSES = new Set([0x0e, 0x0f, 0x53]);

/** Returns the error of a bind that the carrier refused. */
export function bindError(status: number): LinkError {
  return new LinkError(
    commandStatus(status).name,
    `The carrier refused the bind: ${describeStatus(status)}`,
    LASTING_STATUSES.has(status),
  );
}

/** Sentences for the errors of sockets, DNS and TLS, by code. */
const MEANINGS: Record<string, string> = {
  ECONNREFUSED:
    'The host refuses connections on this port. Check host and port, and that the carrier allows your address.',
  ECONNRESET: 'The carrier closed the connection. It may not allow your address, or expect TLS.',
  EPIPE: 'The carrier closed the connection.',
  ETIMEDOUT: 'The host does not answer. Check host and port, and that a firewall allows the connection.',
  EHOSTUNREACH: 'There is no route to the host.',
  ENETUNREACH: 'There is no route to the network of the host.',
  ENOTFOUND: 'The host name does not exist. Check its spelling and your DNS server.',
  EAI_AGAIN: 'The DNS server does not answer, so the host name could not be resolved.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another name. Set the name in the certificate as server name.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate is self-signed. Paste it as CA, or pin its fingerprint.',
  SELF_SIGNED_CERT_IN_CHAIN: 'The certificate’s authority is not known. Paste its certificate as CA.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The certificate’s authority is not known. Paste its certificate as CA.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'The certificate’s authority is not known. Paste its certificate as CA.',
  CERT_HAS_EXPIRED: 'The carrier’s certificate has expired.',
  CERT_NOT_YET_VALID: 'The carrier’s certificate is not valid yet. Check the clock of this machine.',
  EPROTO: 'The TLS handshake failed. The port may not use TLS.',
  ERR_SSL_WRONG_VERSION_NUMBER: 'The port does not use TLS.',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'The port does not use TLS.',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'The carrier does not accept this version of TLS.',
};

/** Returns any error of a link as a LinkError, with the exact error and its meaning. */
export function toLinkError(error: unknown): LinkError {
  if (error instanceof LinkError) return error;
  if (error instanceof FalseLengthError) return new LinkError('false_length', error.message);
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(error) };
  const exact = typeof code === 'string' ? code : 'error';
  const meaning = MEANINGS[exact];
  return new LinkError(exact, meaning ? `${meaning} (${message || exact})` : message || exact);
}
