import { type BindCommand, bind } from './smpp/bind';
import { COMMAND, STATUS } from './smpp/ids';
import { toLinkError } from './smpp/link-error';
import type { SessionHooks, SmppSession } from './smpp/session';
import type { SmppSecrets, SmppSettings } from './smpp/settings';
import { codeAndMessage, runSteps, type TestStep } from './test-steps';

/** A person waits for the result. */
const LONGEST_WAIT_S = 10;
const SWEEP_MS = 250;
/** ESME_RX_T_APPN: what the carrier delivers to the test's bind comes again, on a bind of a worker. */
const TEMPORARY_ERROR = 0x64;

/** Binds, sends enquire_link and unbinds, on connections of its own. Never rejects. */
export async function checkSmpp(settings: SmppSettings, secrets: SmppSecrets): Promise<TestStep[]> {
  const limited = { ...settings, responseTimeoutSeconds: Math.min(settings.responseTimeoutSeconds, LONGEST_WAIT_S) };
  const timeoutMs = limited.responseTimeoutSeconds * 1_000;
  const sessions: SmppSession[] = [];
  const sweep = setInterval(() => {
    for (const session of sessions) session.tick(performance.now());
  }, SWEEP_MS);
  const request = async (command: string) => {
    for (const session of sessions) await session.request(command, {}, timeoutMs);
    return 'The carrier answered.';
  };
  const steps = [
    ...commandsOf(settings).map((command) => ({
      step: command,
      run: async () => {
        await bind(command, limited, secrets, HOOKS, AbortSignal.timeout(timeoutMs), (session) => {
          sessions.push(session);
        });
        return `Bound to ${settings.host}:${settings.port} as ${settings.systemId}${settings.tls.enabled ? ' with TLS' : ''}.`;
      },
    })),
    { step: 'enquire_link', run: () => request('enquire_link') },
    { step: 'unbind', run: () => request('unbind') },
  ];
  const results = await runSteps(steps, (error) => codeAndMessage(toLinkError(error)));
  clearInterval(sweep);
  for (const session of sessions) session.end();
  return results;
}

function commandsOf({ bindMode }: SmppSettings): BindCommand[] {
  return bindMode === 'transceiver' ? ['bind_transceiver'] : ['bind_receiver', 'bind_transmitter'];
}

const HOOKS: SessionHooks = {
  onPdu(pdu, session) {
    if (pdu.commandId === COMMAND.deliver_sm) session.respond('deliver_sm_resp', pdu, TEMPORARY_ERROR);
    else if (pdu.commandId === COMMAND.data_sm) session.refuse(pdu, STATUS.invalid_command);
  },
  onClosed: () => undefined,
};
