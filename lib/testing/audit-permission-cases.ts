import { eachAuditEvents, findTargetName, listAuditActors, listAuditEvents } from '../audit/queries';
import type { PermissionCase } from './permission-cases';

/** PERMISSION_CASES of reading the audit log. */
export const AUDIT: Record<string, PermissionCase> = {
  listAuditEvents: { needs: 'audit:read', run: (actor, at) => listAuditEvents(actor, { target: at.apiKeyId }) },
  eachAuditEvents: { needs: 'audit:read', run: (actor, at) => eachAuditEvents(actor, { target: at.apiKeyId }).next() },
  listAuditActors: { needs: 'audit:read', run: (actor) => listAuditActors(actor) },
  findTargetName: { needs: 'audit:read', run: (actor, at) => findTargetName(actor, at.apiKeyId) },
};
