import type { ReactNode } from 'react';
import { routes } from '@/lib/routes';
import { requireOperatorUser } from '../../require-operator';
import { loadRequest } from './load-request';

type RequestLayoutProps = { children: ReactNode; params: Promise<{ requestId: string }> };

/** Finds the request before the skeleton is shown: afterwards the answer could not be a 404 any more. */
export default async function RequestLayout({ children, params }: RequestLayoutProps) {
  const { requestId } = await params;
  await loadRequest(await requireOperatorUser(routes.operatorRequest(requestId)), requestId);
  return children;
}
