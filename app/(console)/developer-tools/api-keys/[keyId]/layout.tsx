import type { ReactNode } from 'react';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/routes';
import { loadKey } from './load-key';

type KeyLayoutProps = { children: ReactNode; params: Promise<{ keyId: string }> };

/** Finds the key before the skeleton is shown: afterwards the answer could not be a 404 any more. */
export default async function KeyLayout({ children, params }: KeyLayoutProps) {
  const { keyId } = await params;
  await loadKey(await requireUser(routes.apiKey(keyId)), keyId);
  return children;
}
