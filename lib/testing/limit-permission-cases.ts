import { setAccountLimits } from '../account-limits/commands';
import * as creditCommands from '../credit/commands';
import * as credit from '../credit/queries';
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
  getAccountLimits: { needs: 'messages:read', run: (actor) => getAccountLimits(actor) },
  findBalance: { needs: 'messages:read', run: (actor) => credit.findBalance(actor) },
  listLedger: { needs: 'keys:read', run: (actor) => credit.listLedger(actor, {}) },
  eachLedgerEntry: { needs: 'keys:read', run: (actor) => credit.eachLedgerEntry(actor).next() },
  getCredit: { needs: 'operator', run: (actor, at) => credit.getCredit(actor, at.admin.accountId) },
  listBalances: { needs: 'operator', run: (actor, at) => credit.listBalances(actor, [at.admin.accountId]) },
  listPrices: { needs: 'operator', run: (actor) => credit.listPrices(actor) },
  setCreditEnabled: {
    needs: 'operator',
    run: (actor, at) => creditCommands.setCreditEnabled(actor, at.admin.accountId, true),
  },
  changeBalance: {
    needs: 'operator',
    run: (actor, at) => creditCommands.changeBalance(actor, { accountId: at.admin.accountId, amount: '5' }),
  },
  importPrices: { needs: 'operator', run: (actor) => creditCommands.importPrices(actor, { text: '372,0.05' }) },
  listLimitNotices: { needs: 'keys:read', run: (actor) => listLimitNotices(actor) },
};
