import { setAccountLimits } from '../account-limits/commands';
import { setKeyLimits } from '../keys/commands/configure-key';
import { getAccountLimits, getKeyLimitUse, listLimitNotices } from '../limits/queries';
import type { PermissionCase } from './permission-cases';

/** PERMISSION_CASES of limits. */
export const LIMITS: Record<string, PermissionCase> = {
  setKeyLimits: {
    needs: 'keys:update',
    run: (actor, at) =>
      setKeyLimits(actor, {
        ...{ id: at.apiKeyId, requestsPerSecond: 10, requestBurst: null },
        ...{ dailyMessages: 1_000, monthlyMessages: null },
      }),
  },
  getKeyLimitUse: { needs: 'keys:read', run: (actor, at) => getKeyLimitUse(actor, at.apiKeyId) },
  setAccountLimits: {
    needs: 'account:configure',
    run: (actor) => setAccountLimits(actor, { dailyMessages: 1_000, recipientDailyMessages: 10, countries: ['EE'] }),
  },
  getAccountLimits: { needs: 'keys:read', run: (actor) => getAccountLimits(actor) },
  listLimitNotices: { needs: 'keys:read', run: (actor) => listLimitNotices(actor) },
};
