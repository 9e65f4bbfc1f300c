'use server';

import { refresh } from 'next/cache';
import * as z from 'zod';
import { action } from '@/lib/actions/action';
import { cancelDeliveries, resendDelivery, resendProgress, startResend, stopResend } from '@/lib/webhooks/log/commands';
import { startResendSchema } from '@/lib/webhooks/log/resend-schema';

const job = z.object({ job: z.string() });

export const resendDeliveryAction = action(z.object({ id: z.string() }), async (actor, input) => {
  await resendDelivery(actor, input);
  refresh();
});

/** Starts to send again what failed since a time, to one endpoint or to all. */
export const startResendAction = action(startResendSchema, (actor, input) => startResend(actor, input));

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
