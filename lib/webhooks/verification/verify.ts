import { bodyVariants } from './body-variants';
import { readPastedHeaders, type SignedHeaders } from './pasted-headers';
import { type Matcher, readSecretKey } from './secret-key';

/** How far the time of an attempt may be from the receiver's clock: what libraries of Standard Webhooks allow. */
const TOLERANCE_S = 300;
const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;

export type VerificationStep = {
  name: 'Headers' | 'Time' | 'Secret' | 'Signature';
  /** `note`: a receiver would refuse it, or it is missing, but the signature itself can be right. */
  state: 'ok' | 'note' | 'bad';
  text: string;
};

export type Verification = {
  isValid: boolean;
  steps: VerificationStep[];
  /** The text that was signed. Null while a header is missing. */
  signed: string | null;
};

export type VerificationInput = { headers: string; body: string; secret: string };

/**
 * Verifies a signature of Standard Webhooks step by step, as a receiver should at the time `now`. Nothing leaves the process
 * or browser that calls it.
 */
export async function verifyPasted({ headers, body, secret }: VerificationInput, now: Date): Promise<Verification> {
  const found = readPastedHeaders(headers);
  const { id, timestamp, signature } = found;
  if (id === null || timestamp === null || signature === null) {
    return { isValid: false, signed: null, steps: [missing(found, headers)] };
  }
  const steps: VerificationStep[] = [{ name: 'Headers', state: 'ok', text: 'All three are there.' }];
  steps.push(timeStep(timestamp, now));
  const signed = `${id}.${timestamp}.${body}`;
  const key = await readSecretKey(secret);
  if ('problem' in key) {
    steps.push({ name: 'Secret', state: 'bad', text: key.problem });
    return { isValid: false, signed, steps };
  }
  const kind = key.version === 'v1' ? 'A shared secret: HMAC-SHA256' : 'A public key: Ed25519';
  steps.push({ name: 'Secret', state: 'ok', text: `${kind}, for signatures that begin with “${key.version},”.` });
  steps.push(await signatureStep(key.version, key.matches, { prefix: `${id}.${timestamp}.`, body, signature }));
  return { isValid: steps.every(({ state }) => state === 'ok'), signed, steps };
}

function missing({ id, timestamp, signature }: SignedHeaders, text: string): VerificationStep {
  const names = [
    ...(id === null ? ['webhook-id'] : []),
    ...(timestamp === null ? ['webhook-timestamp'] : []),
    ...(signature === null ? ['webhook-signature'] : []),
  ];
  const other = /svix-(?:id|signature)/i.test(text)
    ? ' These are headers of Svix, which Postern does not send.'
    : ' Paste the headers of the request, one a line, or as JSON.';
  return { name: 'Headers', state: 'bad', text: `Missing: ${names.join(', ')}.${other}` };
}

function timeStep(timestamp: string, now: Date): VerificationStep {
  const step = (state: VerificationStep['state'], text: string): VerificationStep => ({ name: 'Time', state, text });
  if (!/^\d{1,12}$/.test(timestamp)) {
    const milliseconds = /^\d{13}$/.test(timestamp);
    const hint = milliseconds ? ' It looks like milliseconds: was it changed?' : '';
    return step('bad', `webhook-timestamp is not seconds since 1970.${hint}`);
  }
  const ageS = Math.floor(now.getTime() / 1_000) - Number(timestamp);
  const sent = `Sent ${new Date(Number(timestamp) * 1_000).toISOString().replace('.000', '')}`;
  if (Math.abs(ageS) <= TOLERANCE_S) return step('ok', `${sent}, within 5 minutes of now.`);
  if (ageS < 0) {
    return step(
      'note',
      `${sent}, ${duration(-ageS)} in the future: the clock of the receiver is behind. It refuses this.`,
    );
  }
  return step(
    'note',
    `${sent}, ${duration(ageS)} ago. A receiver refuses what is older than 5 minutes, so that no copy can be sent again. For a report that was just sent, its clock is ahead.`,
  );
}

function duration(seconds: number): string {
  if (seconds < 2 * HOUR_S) return `${Math.round(seconds / MINUTE_S)} minutes`;
  return seconds < 48 * HOUR_S
    ? `${Math.round(seconds / HOUR_S)} hours`
    : `${Math.round(seconds / (24 * HOUR_S))} days`;
}

async function signatureStep(
  version: 'v1' | 'v1a',
  matches: Matcher,
  { prefix, body, signature }: { prefix: string; body: string; signature: string },
): Promise<VerificationStep> {
  const step = (state: VerificationStep['state'], text: string): VerificationStep => ({
    name: 'Signature',
    state,
    text,
  });
  const all = signature.split(/\s+/).filter(Boolean);
  const signatures = all.filter((one) => one.startsWith(`${version},`)).map((one) => one.slice(version.length + 1));
  if (signatures.length === 0) return step('bad', noneOf(version, all));
  if (await matches(prefix + body, signatures)) {
    const which =
      signatures.length > 1 ? `One of the ${signatures.length} signatures matches` : 'The signature matches';
    return step('ok', `${which} the id, the time and the body.`);
  }
  for (const variant of bodyVariants(body)) {
    if (await matches(prefix + variant.body, signatures)) {
      return step('bad', `The secret is right, but the body was changed after it was signed. ${variant.reason}`);
    }
  }
  return step(
    'bad',
    'The signature was not made with this secret for this id, time and body. Check that the secret belongs to the endpoint, or to the key or account whose URL it was sent to, and that it was not rotated since. Then compare the body byte by byte with that of the delivery.',
  );
}

function noneOf(version: 'v1' | 'v1a', all: readonly string[]): string {
  const other = version === 'v1' ? 'v1a' : 'v1';
  if (!all.some((one) => one.startsWith(`${other},`))) {
    return 'webhook-signature has no signature: it is a list of v1,… or v1a,… separated by blanks.';
  }
  return version === 'v1'
    ? 'The endpoint signs with Ed25519 (v1a). Verify with its public key, whpk_…'
    : 'The endpoint signs with a shared secret (v1). Verify with its secret, whsec_…';
}
