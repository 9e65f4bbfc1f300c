import { formatMoney } from '../../credit/money';
import { findBalance } from '../../credit/queries';
import { getAccountLimits } from '../../limits/queries';
import { keyEndpoint } from '../key-endpoint';
import { accountResponse } from '../responses/account';

/** Returns the balance and the limits of the key's account. */
export const getAccount = keyEndpoint({
  method: 'GET',
  path: '/api/account',
  permission: 'messages:read',
  status: 200,
  response: accountResponse,
  errors: [],
  async handle({ actor }) {
    const [credit, { limits, use }] = await Promise.all([findBalance(actor), getAccountLimits(actor)]);
    return {
      body: {
        id: actor.accountId,
        credit: credit && { balance: formatMoney(credit.balance), currency: credit.currency },
        limits: {
          messages_per_day: limits.dailyMessages,
          messages_per_recipient_per_day: limits.recipientDailyMessages,
          countries: limits.countries,
        },
        messages_today: use[0]?.used ?? null,
      },
    };
  },
});
