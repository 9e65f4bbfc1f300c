import type { ReactNode } from 'react';
import { Sidebar } from '@/components/layout/sidebar';

export default function OperatorLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <Sidebar root="/operator" />
      {children}
    </>
  );
}
