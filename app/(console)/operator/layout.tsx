import type { ReactNode } from 'react';
import { requestedPath } from '@/lib/auth/session';
import { Sidebar } from '../_navigation/nav-links';
import { requireOperatorUser } from './require-operator';

/** Judged before a skeleton is shown: afterwards the answer could not be a 404 any more. Every page asks again. */
export default async function OperatorLayout({ children }: { children: ReactNode }) {
  await requireOperatorUser(await requestedPath());
  return (
    <>
      <Sidebar root="/operator" />
      {children}
    </>
  );
}
