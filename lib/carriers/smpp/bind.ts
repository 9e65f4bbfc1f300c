import { connectSocket } from './connect';
import { COMMAND, STATUS } from './ids';
import { bindError } from './link-error';
import { type SessionHooks, SmppSession } from './session';
import type { SmppSecrets, SmppSettings } from './settings';

const INTERFACE_VERSION = 0x34;

export type BindCommand = 'bind_transceiver' | 'bind_transmitter' | 'bind_receiver';

/**
 * Connects and binds. `onSession` is called as soon as the session exists: its hooks can be called before the bind is
 * confirmed. Rejects with LinkError, or with the error of the socket; the connection is then closed.
 */
export async function bind(
  command: BindCommand,
  settings: SmppSettings,
  secrets: SmppSecrets,
  hooks: SessionHooks,
  signal: AbortSignal,
  onSession: (session: SmppSession) => void,
): Promise<SmppSession> {
  const timeoutMs = settings.responseTimeoutSeconds * 1_000;
  const session = new SmppSession(await connectSocket(settings, timeoutMs, signal), hooks);
  onSession(session);
  const fields = {
    system_id: settings.systemId,
    password: secrets.password,
    system_type: settings.systemType,
    interface_version: INTERFACE_VERSION,
  };
  const { commandId, status } = await session.request(command, fields, timeoutMs);
  if (status === STATUS.ok && commandId !== COMMAND.generic_nack) return session;
  const error = bindError(status || STATUS.bind_failed);
  session.destroy(error);
  throw error;
}
