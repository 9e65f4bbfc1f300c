import type { ReactNode } from 'react';
import { Sidebar } from '../_navigation/nav-links';

export default function DeveloperToolsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <Sidebar root="/developer-tools" />
      {children}
    </>
  );
}
