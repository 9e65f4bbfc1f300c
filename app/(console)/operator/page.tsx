import { redirect } from 'next/navigation';

import { routes } from '@/lib/base/routes';
import { requireOperatorUser } from './require-operator';

/** The section has no page of its own. */
export default async function OperatorPage() {
  await requireOperatorUser(routes.operatorRequests());
  redirect(routes.operatorRequests());
}
