import { db } from '../database/db';
import { type HttpSettings, httpSettingsSchema } from './http/settings';
import type { CarrierState, UnknownOutcome } from './schema';
import { type Secrets, unsealSecrets } from './secrets';
import { type SmppSettings, smppSettingsSchema } from './smpp/settings';

type Loaded = {
  id: string;
  name: string;
  state: CarrierState;
  /** Most PDUs or requests a second, over all binds. Null: no limit. */
  ratePerSecond: number | null;
  unknownOutcome: UnknownOutcome;
  fallbackAfterSeconds: number;
  /** Increases with every change of the settings, not of the state. */
  revision: number;
};

/**
 * A carrier with its secrets. `invalid`: its settings or secrets cannot be read, such as after a loss of SECRETS_KEYS; other
 * carriers are not affected.
 */
export type LoadedCarrier = Loaded &
  (
    | { kind: 'simulator'; settings: null; secrets: Secrets }
    | { kind: 'smpp'; settings: SmppSettings; secrets: Secrets }
    | { kind: 'http'; settings: HttpSettings; secrets: Secrets }
    | { kind: 'invalid'; settings: null; secrets: Secrets; problem: string }
  );

/** Returns all carriers by name, with their secrets: for the processes that use them, never for a response. */
export async function loadCarriers(): Promise<LoadedCarrier[]> {
  const rows = await db().carrier.findMany({ orderBy: { name: 'asc' } });
  return rows.map(toLoaded);
}

/** Returns the carrier with its secrets; null when there is none. */
export async function findCarrierByName(name: string): Promise<LoadedCarrier | null> {
  const row = await db().carrier.findUnique({ where: { name } });
  return row && toLoaded(row);
}

type Row = Awaited<ReturnType<ReturnType<typeof db>['carrier']['findMany']>>[number];

function toLoaded(row: Row): LoadedCarrier {
  const { id, name, kind, state, ratePerSecond, unknownOutcome, fallbackAfterSeconds, revision } = row;
  const common = { id, name, state, ratePerSecond, unknownOutcome, fallbackAfterSeconds, revision };
  if (kind === 'simulator') return { ...common, kind, settings: null, secrets: {} };
  try {
    const secrets = unsealSecrets(id, row.secrets);
    // Settings that a later version added have their defaults.
    if (kind === 'smpp') return { ...common, kind, settings: smppSettingsSchema.parse(row.settings), secrets };
    return { ...common, kind, settings: httpSettingsSchema.parse(row.settings), secrets };
  } catch (error) {
    const problem = `The settings of “${name}” cannot be read: ${(error as Error).message}`;
    return { ...common, kind: 'invalid', settings: null, secrets: {}, problem };
  }
}
