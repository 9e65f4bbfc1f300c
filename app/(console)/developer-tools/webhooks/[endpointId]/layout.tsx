import type { ReactNode } from 'react';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { loadEndpoint } from './load-endpoint';

type EndpointLayoutProps = { children: ReactNode; params: Promise<{ endpointId: string }> };

/** Loads the endpoint before the skeleton is sent, because the status could not be 404 afterwards. */
export default async function EndpointLayout({ children, params }: EndpointLayoutProps) {
  const { endpointId } = await params;
  await loadEndpoint(await requireUser(routes.webhook(endpointId)), endpointId);
  return children;
}
