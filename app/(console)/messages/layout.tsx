import type { ReactNode } from 'react';
import { Sidebar } from '../_navigation/nav-links';

export default function MessagesLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <Sidebar root="/messages" />
      {children}
    </>
  );
}
