'use client';

import dynamic from 'next/dynamic';
import { ThemeProvider } from 'next-themes';
import type { ReactNode } from 'react';

const Toasts = dynamic(() => import('./toasts').then((module) => module.Toasts), { ssr: false });

/** Theme and toasts. `nonce` allows the inline script of the theme under the content security policy. */
export function Providers({ nonce, children }: { nonce?: string; children: ReactNode }) {
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      {children}
      <Toasts />
    </ThemeProvider>
  );
}
