'use server';

import { refresh } from 'next/cache';
import * as z from 'zod';
import { action } from '@/lib/actions/action';
import { cancelDeliveries, resendDelivery, resendProgress, startResend, stopResend } from '@/lib/webhooks/log/commands';

const HOUR_MS = 3_600_000;
/** Deliveries are kept for 30 days at least. */
const MAX_HOURS = 90 * 24;

const job = z.object({ job: z.string() });
const hours = z.number('Choose how far back.').min(1).max(MAX_HOURS);

export const resendDeliveryAction = action(z.object({ id: z.string() }), async (actor, input) => {
  await resendDelivery(actor, input);
  refresh();
});

/** Starts to send again what failed in the last `hours`, to one endpoint or to all. */
export const startResendAction = action(
  z.object({ hours, endpointId: z.string().optional() }),
  (actor, { hours: back, ...which }) =>
    startResend(actor, { since: new Date(Date.now() - back * HOUR_MS).toISOString(), ...which }),
);

export const resendProgressAction = action(job, (actor, input) => resendProgress(actor, input));

export const stopResendAction = action(job, (actor, input) => stopResend(actor, input));

/** Cancels what waits to be sent: one delivery, those to one endpoint, or all. `more`: it has to be called again. */
export const cancelWaitingAction = action(
  z.object({ endpointId: z.string().optional(), ids: z.array(z.string()).max(1).optional() }),
  async (actor, which) => {
    const result = await cancelDeliveries(actor, which);
    refresh();
    return result;
  },
);
