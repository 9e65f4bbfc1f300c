import { newId } from '../base/ids';
import * as commands from '../carriers/commands';
import * as queries from '../carriers/queries';
import * as routeCommands from '../carriers/route-commands';
import * as routeQueries from '../carriers/route-queries';
import { SIMULATOR } from '../carriers/route-rules';
import { findSimulatorNotice } from '../carriers/simulator-notice';
import { testCarrier, testDraft } from '../carriers/test-carrier';
import type { PermissionCase } from './permission-cases';

/** PERMISSION_CASES of carriers and routes. */
export const CARRIERS: Record<string, PermissionCase> = {
  findSimulatorNotice: { needs: 'messages:read', run: (actor) => findSimulatorNotice(actor) },
  listCarriers: { needs: 'operator', run: (actor) => queries.listCarriers(actor) },
  getCarrier: { needs: 'operator', run: (actor) => queries.getCarrier(actor, SIMULATOR) },
  carrierMinutes: { needs: 'operator', run: (actor) => queries.carrierMinutes(actor, SIMULATOR, 6) },
  listUnmatchedReceipts: { needs: 'operator', run: (actor) => queries.listUnmatchedReceipts(actor, SIMULATOR) },
  listCarrierHistory: { needs: 'operator', run: (actor) => queries.listCarrierHistory(actor, SIMULATOR) },
  listAlerts: { needs: 'operator', run: (actor) => queries.listAlerts(actor) },
  listRoutes: { needs: 'operator', run: (actor) => routeQueries.listRoutes(actor) },
  whichRoute: { needs: 'operator', run: (actor) => routeQueries.whichRoute(actor, { to: '+37255555555' }) },
  createCarrier: {
    needs: 'operator',
    run: (actor) =>
      commands.createCarrier(actor, {
        kind: 'smpp',
        name: `c-${newId()}`,
        settings: { host: 'smpp.example.com', systemId: 'postern' },
        secrets: { password: 'secret' },
      }),
  },
  updateCarrier: {
    needs: 'operator',
    run: (actor) => commands.updateCarrier(actor, { name: SIMULATOR, seen: 1, ratePerSecond: 5 }),
  },
  setCarrierState: {
    needs: 'operator',
    run: (actor) => commands.setCarrierState(actor, { name: SIMULATOR, state: 'active' }),
  },
  removeCarrier: { needs: 'operator', run: (actor) => commands.removeCarrier(actor, { name: 'no-such-carrier' }) },
  testCarrier: { needs: 'operator', run: (actor) => testCarrier(actor, { name: SIMULATOR }) },
  testDraft: {
    needs: 'operator',
    run: (actor) =>
      testDraft(actor, {
        draft: {
          kind: 'smpp',
          name: 'draft',
          settings: { host: '127.0.0.1', port: 1, systemId: 'postern' },
          secrets: { password: 'secret' },
        },
      }),
  },
  createRoute: {
    needs: 'operator',
    run: (actor) => routeCommands.createRoute(actor, { carrier: SIMULATOR, prefix: '372', environment: 'test' }),
  },
  removeRoute: { needs: 'operator', run: (actor) => routeCommands.removeRoute(actor, { id: newId() }) },
};
