import type { ReactNode } from 'react';
import { routes } from '@/lib/base/routes';
import { requireOperatorUser } from '../../require-operator';
import { loadRequest } from './load-request';

type RequestLayoutProps = { children: ReactNode; params: Promise<{ requestId: string }> };

/** Loads the request before the skeleton is sent, because the status could not be 404 afterwards. */
export default async function RequestLayout({ children, params }: RequestLayoutProps) {
  const { requestId } = await params;
  await loadRequest(await requireOperatorUser(routes.operatorRequest(requestId)), requestId);
  return children;
}
