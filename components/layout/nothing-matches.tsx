import Link from 'next/link';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';

/** In the place of a list of which the filters leave nothing. `all` is its address without them. */
export function NothingMatches({ noun, all, children }: { noun: string; all: string; children?: ReactNode }) {
  return (
    <section className="rounded-card border bg-card px-5 py-16 text-center">
      <h2 className="text-title">No {noun} matches</h2>
      <p className="mx-auto mt-1.5 max-w-120 text-soft">
        The filters above hide every other {noun}. Loosen one, or look at all.{children}
      </p>
      <Button asChild className="mt-5">
        <Link href={all}>Show all {noun}s</Link>
      </Button>
    </section>
  );
}
