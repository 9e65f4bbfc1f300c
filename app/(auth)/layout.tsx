import type { ReactNode } from 'react';
import { Mark } from '@/components/layout/mark';

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center px-3.5 py-10">
      <div className="w-full max-w-100">
        <p className="mb-6 flex items-center justify-center gap-2.5 text-title">
          <Mark className="size-6" /> Postern
        </p>
        <div className="rounded-dialog border bg-card p-6 sm:p-7">{children}</div>
      </div>
    </main>
  );
}
