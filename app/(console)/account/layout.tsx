import type { ReactNode } from 'react';
import { Sidebar } from '../_navigation/nav-links';

export default function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <Sidebar root="/account" />
      {children}
    </>
  );
}
