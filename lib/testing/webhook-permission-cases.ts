import { newId } from '../base/ids';
import { rotateWebhookSecret } from '../keys/commands/rotate-webhook-secret';
import { rotateAccountWebhookSecret } from '../sending-defaults/rotate-webhook-secret';
import * as commands from '../webhooks/endpoints/commands';
import * as queries from '../webhooks/endpoints/queries';
import { confirmReports, setPullSettings } from '../webhooks/feed/commands';
import * as feed from '../webhooks/feed/queries';
import * as log from '../webhooks/log/commands';
import * as deliveries from '../webhooks/log/queries';
import type { PermissionCase } from './permission-cases';

/** Commands and queries of webhook endpoints. */
export const WEBHOOKS: Record<string, PermissionCase> = {
  listDeliveries: { needs: 'webhooks:read', run: (actor) => deliveries.listDeliveries(actor) },
  getDelivery: { needs: 'webhooks:read', run: (actor, at) => deliveries.getDelivery(actor, at.deliveryId) },
  endpointHealth: { needs: 'webhooks:read', run: (actor) => deliveries.endpointHealth(actor) },
  listEndpoints: { needs: 'webhooks:read', run: (actor) => queries.listEndpoints(actor) },
  getEndpoint: { needs: 'webhooks:read', run: (actor, at) => queries.getEndpoint(actor, at.endpointId) },
  findEndpointId: { needs: 'webhooks:read', run: (actor, at) => queries.findEndpointId(actor, at.endpointName) },
  createEndpoint: {
    needs: 'webhooks:manage',
    run: (actor) => commands.createEndpoint(actor, { name: newId(), url: 'http://127.0.0.1:9/' }),
  },
  updateEndpoint: {
    needs: 'webhooks:manage',
    run: (actor, at) => commands.updateEndpoint(actor, { id: at.endpointId, name: newId() }),
  },
  enableEndpoint: {
    needs: 'webhooks:manage',
    run: (actor, at) => commands.enableEndpoint(actor, { id: at.endpointId, enabled: true }),
  },
  enableUrl: { needs: 'webhooks:manage', run: (actor) => commands.enableUrl(actor, { url: 'http://127.0.0.1:9/' }) },
  removeEndpoint: {
    needs: 'webhooks:manage',
    run: (actor, at) => commands.removeEndpoint(actor, { id: at.endpointId }),
  },
  rotateEndpointSecret: {
    needs: 'webhooks:manage',
    run: (actor, at) => commands.rotateEndpointSecret(actor, { id: at.endpointId, overlapHours: 1 }),
  },
  revealEndpointSecret: {
    needs: 'webhooks:manage',
    run: (actor, at) => commands.revealEndpointSecret(actor, { id: at.endpointId }),
  },
  resendDelivery: { needs: 'webhooks:manage', run: (actor, at) => log.resendDelivery(actor, { id: at.deliveryId }) },
  startResend: { needs: 'webhooks:manage', run: (actor) => log.startResend(actor, { since: '2026-01-01T00:00:00Z' }) },
  resendProgress: { needs: 'webhooks:read', run: (actor, at) => log.resendProgress(actor, { job: at.resendId }) },
  stopResend: { needs: 'webhooks:manage', run: (actor, at) => log.stopResend(actor, { job: at.resendId }) },
  cancelDeliveries: { needs: 'webhooks:manage', run: (actor) => log.cancelDeliveries(actor, {}) },
  getPullSettings: { needs: 'messages:read', run: (actor) => feed.getPullSettings(actor) },
  listReports: { needs: 'messages:read', run: (actor) => feed.listReports(actor, { limit: 10 }) },
  confirmReports: { needs: 'messages:read', run: (actor) => confirmReports(actor, { ids: [newId()] }) },
  setPullSettings: { needs: 'webhooks:manage', run: (actor) => setPullSettings(actor, { enabled: true }) },
  rotateWebhookSecret: {
    needs: 'keys:update',
    run: (actor, at) => rotateWebhookSecret(actor, { id: at.apiKeyId, overlapS: 60 }),
  },
  rotateAccountWebhookSecret: {
    needs: 'webhooks:manage',
    run: (actor) => rotateAccountWebhookSecret(actor, { overlapS: 60 }),
  },
  sendTestEvent: {
    needs: 'webhooks:manage',
    run: (actor, at) => commands.sendTestEvent(actor, { id: at.endpointId }),
  },
};
