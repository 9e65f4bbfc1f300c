import { AppError } from '../../base/errors';

/** What sign-in answers when the password was right and a second step follows. */
export const SECOND_FACTOR_NEEDED = 'second-factor-needed';

/** The password was right, and a code has to follow. Thrown before any session exists. */
export class SecondFactorNeeded extends AppError {
  constructor() {
    super('unauthorized', SECOND_FACTOR_NEEDED);
  }
}
