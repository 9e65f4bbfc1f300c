'use server';

import { refresh } from 'next/cache';
import { approveRequest, rejectRequest } from '@/lib/accounts/verification/commands';
import { rejectionSchema, requestIdSchema } from '@/lib/accounts/verification/schema';
import { action } from '@/lib/actions/action';

export const approveRequestAction = action(requestIdSchema, async (actor, { id }) => {
  await approveRequest(actor, id);
  refresh();
});

export const rejectRequestAction = action(rejectionSchema, async (actor, input) => {
  await rejectRequest(actor, input);
  refresh();
});
