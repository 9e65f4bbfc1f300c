import Link from 'next/link';
import type { ReactNode } from 'react';
import { Button } from './button';

/** A step to another page: a link, or its pale likeness where there is none. */
export function PageLink({ href, children }: { href: string | null; children: ReactNode }) {
  if (!href) {
    return (
      <Button size="small" disabled>
        {children}
      </Button>
    );
  }
  return (
    <Button asChild size="small">
      <Link href={href}>{children}</Link>
    </Button>
  );
}
