import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { failureOf } from '@/components/form/call-action';
import type { ActionResult } from '@/lib/actions/result';

const CANCELLED = 'No passkey was used: the request was cancelled, or took too long.';
const KNOWN = 'This device has a passkey of yours already.';
const NOT_HERE =
  'This browser cannot use passkeys here. Open the console at the address in POSTERN_URL, by https or localhost.';

/** Asks the browser for an existing passkey. The library is loaded only then. */
export function getPasskey(begin: () => Promise<ActionResult<PublicKeyCredentialRequestOptionsJSON>>) {
  return perform(begin, async (options) => {
    const { startAuthentication } = await import('@simplewebauthn/browser');
    return startAuthentication({ optionsJSON: options });
  });
}

/** Asks the browser for a new passkey. */
export function createPasskey(begin: () => Promise<ActionResult<PublicKeyCredentialCreationOptionsJSON>>) {
  return perform(begin, async (options) => {
    const { startRegistration } = await import('@simplewebauthn/browser');
    return startRegistration({ optionsJSON: options });
  });
}

async function perform<Options, Credential>(
  begin: () => Promise<ActionResult<Options>>,
  ceremony: (options: Options) => Promise<Credential>,
): Promise<ActionResult<Credential>> {
  const begun = await begin().catch((error): ActionResult<Options> => ({ ok: false, error: failureOf(error) }));
  if (!begun.ok) return begun;
  try {
    return { ok: true, data: await ceremony(begun.data) };
  } catch (error) {
    return { ok: false, error: { code: 'invalid_request', message: messageOf(error) } };
  }
}

/** Names of the errors of W3C Web Authentication §5.1.3 and §5.1.4. */
function messageOf(error: unknown): string {
  const { name } = error as { name?: string };
  if (name === 'InvalidStateError') return KNOWN;
  return name === 'NotAllowedError' || name === 'AbortError' ? CANCELLED : NOT_HERE;
}
