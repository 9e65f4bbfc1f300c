import type { ReactNode } from 'react';
import { routes } from '@/lib/base/routes';
import { requireOperatorUser } from '../../require-operator';
import { loadCarrier } from './load-carrier';

type CarrierLayoutProps = { children: ReactNode; params: Promise<{ name: string }> };

/** Loads the carrier before the skeleton is sent, because the status could not be 404 afterwards. */
export default async function CarrierLayout({ children, params }: CarrierLayoutProps) {
  const { name } = await params;
  await loadCarrier(await requireOperatorUser(routes.operatorCarrier(name)), name);
  return children;
}
