import type { ReactNode } from 'react';
import { requireUser } from '@/lib/auth/session';
import { routes } from '@/lib/base/routes';
import { loadKey } from './load-key';

type KeyLayoutProps = { children: ReactNode; params: Promise<{ keyId: string }> };

/** Loads the key before the skeleton is sent, because the status could not be 404 afterwards. */
export default async function KeyLayout({ children, params }: KeyLayoutProps) {
  const { keyId } = await params;
  await loadKey(await requireUser(routes.apiKey(keyId)), keyId);
  return children;
}
