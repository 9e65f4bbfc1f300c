'use server';

import { refresh } from 'next/cache';
import { action } from '@/lib/actions/action';
import { importPrices } from '@/lib/credit/commands';
import { importPricesSchema } from '@/lib/credit/schema';

export const importPricesAction = action(importPricesSchema, async (actor, input) => {
  const imported = await importPrices(actor, input);
  refresh();
  return imported;
});
