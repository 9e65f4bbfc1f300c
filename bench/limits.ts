// The accept rate with limits, as a ratio to that without. One web process; the worker does not run, so what a limit costs is not
// hidden by what submission costs.
import type { UserActor } from '@/lib/access/actor';
import { setAccountLimits } from '@/lib/account-limits/commands';
import { pool } from '@/lib/database/db';
import { setKeyLimits } from '@/lib/keys/commands/configure-key';
import { makeAccount, makeKey } from '@/lib/testing/factories';
import { type Target, warmUp } from './load';
import { start, stop } from './processes';
import { median } from './statistics';
import { rate, ratio, takeTurns } from './turns';

const CONNECTIONS = [32, 128];
const MANY = 1_000_000_000;
const COUNTRIES = ['EE', 'LV', 'LT', 'FI'];
const RECIPIENT_CAP = 100;
const ACCOUNT_LIMITS = { dailyMessages: null, recipientDailyMessages: null, countries: [] as string[] };
const KEY_LIMITS = { requestsPerSecond: 100_000, requestBurst: 200_000, dailyMessages: MANY, monthlyMessages: MANY };

const CANDIDATES: Record<string, (actor: UserActor, id: string) => Promise<unknown>> = {
  none: async () => {},
  'key and account': async (actor, id) => {
    await setKeyLimits(actor, { id, ...KEY_LIMITS });
    await setAccountLimits(actor, { ...ACCOUNT_LIMITS, dailyMessages: MANY, countries: COUNTRIES });
  },
  'per recipient': (actor) => setAccountLimits(actor, { ...ACCOUNT_LIMITS, recipientDailyMessages: RECIPIENT_CAP }),
};

/** Measures `POST /api/sms` with each kind of limit in turns, all far from being used up. */
export async function benchLimits(seconds: number, rounds: number, dir: string): Promise<void> {
  const web = await start('web.mjs', { POSTERN_ROLE: 'api' });
  try {
    const targets = new Map<string, Target>();
    for (const [name, setLimits] of Object.entries(CANDIDATES)) {
      const actor = await makeAccount();
      const { id, key } = await makeKey(actor);
      await setLimits(actor, id);
      const target = { url: `http://127.0.0.1:${web.port}/api/sms`, key };
      await warmUp(target, dir);
      targets.set(name, target);
    }
    console.log('\nAccepted per second with limits, and the ratio to the rate without');
    for (const connections of CONNECTIONS) {
      const empty = () => pool().query('TRUNCATE message, message_queue');
      const samples = await takeTurns(targets, { connections, seconds, rounds, dir }, empty);
      for (const [name, loads] of samples) {
        const cells = [Math.round(median(loads.map(rate))), ratio(loads, samples.get('none'), rate).toFixed(2)];
        console.log(
          `${connections} connections, ${name.padEnd(16)}${cells.map((cell) => String(cell).padStart(8)).join('')}`,
        );
      }
    }
  } finally {
    await stop(web.child);
  }
}
