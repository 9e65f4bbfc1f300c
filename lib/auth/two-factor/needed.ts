import { AppError } from '../../base/errors';

/** Begins the message of sign-in's error when the password was right and the second factor is missing. */
const PREFIX = 'second-factor-needed';

/** The second factors that a user has, besides recovery codes. */
export type SecondFactors = { app: boolean; passkey: boolean };

/** Thrown when the password was right and the second factor is missing. No session exists yet. */
export class SecondFactorNeeded extends AppError {
  constructor({ app, passkey }: SecondFactors) {
    super('unauthorized', [PREFIX, app && 'app', passkey && 'passkey'].filter(Boolean).join(' '));
  }
}

/** Returns the second factors that the message of `SecondFactorNeeded` names; null for any other message. */
export function neededFactors(message: string): SecondFactors | null {
  const [prefix, ...factors] = message.split(' ');
  if (prefix !== PREFIX) return null;
  return { app: factors.includes('app'), passkey: factors.includes('passkey') };
}
