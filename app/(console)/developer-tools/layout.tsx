import type { ReactNode } from 'react';
import { Sidebar } from '@/components/layout/sidebar';

export default function DeveloperToolsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <Sidebar root="/developer-tools" />
      {children}
    </>
  );
}
