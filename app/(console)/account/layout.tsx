import type { ReactNode } from 'react';
import { Sidebar } from '@/components/layout/sidebar';

export default function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <Sidebar root="/account" />
      {children}
    </>
  );
}
