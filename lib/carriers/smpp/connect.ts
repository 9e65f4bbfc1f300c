import net from 'node:net';
import tls from 'node:tls';
import { LinkError } from './link-error';
import type { SmppSettings } from './settings';

/** Connects to the carrier and, with TLS, verifies its certificate. Rejects with the socket's error or LinkError. */
export function connectSocket(settings: SmppSettings, timeoutMs: number, signal: AbortSignal): Promise<net.Socket> {
  const socket = settings.tls.enabled ? tls.connect(tlsOptions(settings)) : net.connect(target(settings));
  return new Promise((resolve, reject) => {
    const ready = settings.tls.enabled ? 'secureConnect' : 'connect';
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('error', fail).off('close', onClose).off(ready, onReady);
    };
    const fail = (error: Error) => {
      settle();
      // A later error of the destroyed socket must have a listener.
      socket.on('error', () => {});
      socket.destroy();
      reject(error);
    };
    const onAbort = () => fail(new LinkError('closed', 'The link was closed while it connected.'));
    const onClose = () => fail(new LinkError('ECONNRESET', 'The carrier closed the connection.'));
    const onReady = () => {
      const problem = pinProblem(settings, socket);
      if (problem) return fail(problem);
      settle();
      socket.setNoDelay(true);
      resolve(socket);
    };
    const timer = setTimeout(() => {
      fail(new LinkError('ETIMEDOUT', `The host did not answer within ${timeoutMs / 1_000} s. Check host and port.`));
    }, timeoutMs);
    socket.on('error', fail).on('close', onClose).on(ready, onReady);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

function target({ host, port }: SmppSettings): { host: string; port: number } {
  return { host, port };
}

function tlsOptions(settings: SmppSettings): tls.ConnectionOptions {
  const { ca, serverName, fingerprint256 } = settings.tls;
  const name = serverName ?? settings.host;
  return {
    ...target(settings),
    ...(ca === null ? {} : { ca }),
    ...(net.isIP(name) === 0 ? { servername: name } : {}),
    checkServerIdentity: (_host, certificate) => tls.checkServerIdentity(name, certificate),
    // A pinned certificate needs neither issuer nor name: pinProblem compares it.
    rejectUnauthorized: ca !== null || fingerprint256 === null,
  };
}

function pinProblem({ tls: { enabled, fingerprint256 } }: SmppSettings, socket: net.Socket): LinkError | null {
  if (!enabled || fingerprint256 === null) return null;
  const { fingerprint256: presented } = (socket as tls.TLSSocket).getPeerCertificate();
  if (presented === fingerprint256) return null;
  const message = `The carrier’s certificate has the fingerprint ${presented}, not the pinned one.`;
  return new LinkError('certificate_pin', message, true);
}
