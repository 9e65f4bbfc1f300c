import * as z from 'zod';
import { messageReport, receivedReport } from '../../webhooks/body-schema';
import { WEBHOOK_EVENTS } from '../../webhooks/events';

/** The id of a report; webhooks have it as `webhook-id`, each target one of its own. */
const id = z.uuid();

/** Response to GET /api/reports. */
export const reportListResponse = z.strictObject({
  reports: z.array(z.union([messageReport.extend({ id }), receivedReport.extend({ id })])),
  /** The position after these reports: `after` of the next request. */
  cursor: z.string(),
  more: z.boolean(),
});

/** Response to POST /api/reports/confirm: how many were not confirmed before. */
export const confirmedResponse = z.strictObject({ confirmed: z.int().min(0) });

/** Response to PATCH /api/reports. */
export const pullSettingsResponse = z.strictObject({ enabled: z.boolean(), events: z.array(z.enum(WEBHOOK_EVENTS)) });
