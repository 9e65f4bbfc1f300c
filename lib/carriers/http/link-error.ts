import type { ExchangeError } from './exchange';

/** Sentences for the errors of sockets, DNS and TLS, by code. */
const MEANINGS: Record<string, string> = {
  BLOCKED_ADDRESS: 'The URL leads to a private address. Allow it with the setting CARRIER_ALLOW_CIDRS.',
  ECONNREFUSED: 'The host refuses connections on this port. Check the URL, and that the carrier allows your address.',
  ECONNRESET: 'The carrier closed the connection.',
  UND_ERR_SOCKET: 'The carrier closed the connection.',
  EPIPE: 'The carrier closed the connection.',
  ETIMEDOUT: 'The host does not answer. Check the URL, and that a firewall allows the connection.',
  UND_ERR_CONNECT_TIMEOUT: 'The host does not answer. Check the URL, and that a firewall allows the connection.',
  EHOSTUNREACH: 'There is no route to the host.',
  ENETUNREACH: 'There is no route to the network of the host.',
  ENOTFOUND: 'The host name does not exist. Check its spelling and your DNS server.',
  EAI_AGAIN: 'The DNS server does not answer, so the host name could not be resolved.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another host name.',
  CERT_HAS_EXPIRED: 'The carrier’s certificate has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The carrier’s certificate is self-signed, so it is not trusted.',
  ERR_SSL_WRONG_VERSION_NUMBER: 'The port does not use TLS. Check the URL.',
  EPROTO: 'The TLS handshake failed. The port may not use TLS.',
};

const STATUS_MEANINGS: Record<number, string> = {
  401: 'The carrier refuses the credentials.',
  402: 'The carrier asks for payment.',
  403: 'The carrier refuses access. Check the credentials, and that the carrier allows your address.',
  404: 'The carrier has nothing at this URL.',
  405: 'The URL does not accept this method.',
  407: 'A proxy asks for credentials.',
};

/** Returns the exact error with its meaning, for operators. */
export function errorInWords({ code, message }: ExchangeError): string {
  const meaning = MEANINGS[code] ?? (/CERT|ISSUER|SIGNATURE/.test(code) ? 'The certificate is not trusted.' : '');
  if (code === 'TIMEOUT' || code === 'ABORTED') return message;
  return meaning === '' ? `${message} (${code})` : `${meaning} (${code}: ${message})`;
}

/** Returns the meaning of a status by which a carrier refuses all messages, followed by its answer. */
export function refusalInWords(status: number, detail: string): string {
  const isRedirect = status >= 300 && status < 400;
  const meaning = isRedirect
    ? 'The URL redirects, which is not followed. Enter the final URL.'
    : STATUS_MEANINGS[status];
  return meaning === undefined ? detail : `${meaning} ${detail}`;
}
