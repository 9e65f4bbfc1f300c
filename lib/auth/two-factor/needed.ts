import { AppError } from '../../base/errors';

/** Message of sign-in's error when the password was right and the code is missing. */
export const SECOND_FACTOR_NEEDED = 'second-factor-needed';

/** Thrown when the password was right and the code is missing. No session exists yet. */
export class SecondFactorNeeded extends AppError {
  constructor() {
    super('unauthorized', SECOND_FACTOR_NEEDED);
  }
}
