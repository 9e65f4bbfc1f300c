'use server';

import { refresh } from 'next/cache';
import { action } from '@/lib/actions/action';
import { createRoute, removeRoute } from '@/lib/carriers/route-commands';
import { routeIdSchema, routeSchema } from '@/lib/carriers/route-schema';

export const createRouteAction = action(routeSchema, async (actor, input) => {
  const created = await createRoute(actor, input);
  refresh();
  return created;
});

export const removeRouteAction = action(routeIdSchema, async (actor, input) => {
  const removed = await removeRoute(actor, input);
  refresh();
  return removed;
});
