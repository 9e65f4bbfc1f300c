'use server';

import { refresh } from 'next/cache';
import { action } from '@/lib/actions/action';
import { createCarrier, removeCarrier, setCarrierState, updateCarrier } from '@/lib/carriers/commands';
import { httpFormSchema, smppFormSchema, testHttpFormSchema, testSmppFormSchema } from '@/lib/carriers/form-schema';
import { carrierStateSchema, existingCarrierSchema } from '@/lib/carriers/schema';
import { testDraft } from '@/lib/carriers/test-carrier';

export const setCarrierStateAction = action(carrierStateSchema, async (actor, input) => {
  await setCarrierState(actor, input);
  refresh();
});

export const removeCarrierAction = action(existingCarrierSchema, async (actor, input) => {
  const removed = await removeCarrier(actor, input);
  refresh();
  return removed;
});

/** Without `seen` the carrier is added. */
export const saveSmppAction = action(smppFormSchema, async (actor, { seen, ...input }) => {
  const { name } = input;
  if (seen === null) return createCarrier(actor, { kind: 'smpp', ...input });
  return { name, ...(await updateCarrier(actor, { ...input, seen })) };
});

export const saveHttpAction = action(httpFormSchema, async (actor, { seen, ...input }) => {
  const { name } = input;
  if (seen === null) return createCarrier(actor, { kind: 'http', ...input });
  return { name, ...(await updateCarrier(actor, { ...input, seen })) };
});

export const testSmppAction = action(testSmppFormSchema, async (actor, { form, to }) => {
  const { seen, ...draft } = form;
  return testDraft(actor, { draft: { kind: 'smpp', ...draft }, saved: seen === null ? null : draft.name, to });
});

export const testHttpAction = action(testHttpFormSchema, async (actor, { form, to }) => {
  const { seen, ...draft } = form;
  return testDraft(actor, { draft: { kind: 'http', ...draft }, saved: seen === null ? null : draft.name, to });
});
