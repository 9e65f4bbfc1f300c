import type { ReactNode } from 'react';
import { requestedPath } from '@/lib/auth/session';
import { Sidebar } from '../_navigation/nav-links';
import { requireOperatorUser } from './require-operator';

/** Checks the right before a skeleton is sent, because the status could not be 404 afterwards. Each page checks it again. */
export default async function OperatorLayout({ children }: { children: ReactNode }) {
  await requireOperatorUser(await requestedPath());
  return (
    <>
      <Sidebar root="/operator" />
      {children}
    </>
  );
}
