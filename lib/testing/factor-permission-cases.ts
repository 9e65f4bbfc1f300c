import * as passkeys from '../auth/passkeys/commands';
import { listPasskeys } from '../auth/passkeys/queries';
import * as twoFactor from '../auth/two-factor/commands';
import { completeSecondFactor } from '../auth/two-factor/complete';
import { findTwoFactor } from '../auth/two-factor/queries';
import type { PermissionCase } from './permission-cases';

const GUESS = { password: 'a guess' };

/** PERMISSION_CASES of a user's own second factors. */
export const OWN_FACTORS: Record<string, PermissionCase> = {
  findTwoFactor: { needs: 'self', run: (actor) => findTwoFactor(actor) },
  beginTwoFactor: { needs: 'self', run: (actor) => twoFactor.beginTwoFactor(actor, GUESS) },
  beginRequiredTwoFactor: { needs: 'self', run: (actor) => twoFactor.beginRequiredTwoFactor(actor) },
  confirmTwoFactor: { needs: 'self', run: (actor) => twoFactor.confirmTwoFactor(actor, { code: '123456' }) },
  makeRecoveryCodes: { needs: 'self', run: (actor) => twoFactor.makeRecoveryCodes(actor, GUESS) },
  disableTwoFactor: { needs: 'self', run: (actor) => twoFactor.disableTwoFactor(actor, GUESS) },
  completeSecondFactor: { needs: 'self', run: (actor) => completeSecondFactor(actor, { challenge: null }) },
  listPasskeys: { needs: 'self', run: (actor) => listPasskeys(actor) },
  beginPasskey: { needs: 'self', run: (actor) => passkeys.beginPasskey(actor, GUESS) },
  beginRequiredPasskey: { needs: 'self', run: (actor) => passkeys.beginRequiredPasskey(actor) },
  addPasskey: {
    needs: 'self',
    run: (actor) =>
      passkeys.addPasskey(
        actor,
        {
          name: 'Mine',
          credential: {
            id: 'a',
            rawId: 'a',
            type: 'public-key',
            response: { clientDataJSON: '', attestationObject: '' },
          },
        },
        null,
      ),
  },
  removePasskey: {
    needs: 'self',
    run: (actor) => passkeys.removePasskey(actor, { id: actor.userId, ...GUESS }),
  },
};
