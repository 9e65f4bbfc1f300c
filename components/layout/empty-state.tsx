import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { Mark } from './mark';

/** Explains a list that has no entries yet, with the first action. */
export function EmptyState({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <section className="grid min-h-96 place-items-center rounded-card border bg-card px-5 py-12 text-center">
      <div className="w-full max-w-116">
        <Mark className="mx-auto size-18 text-line" />
        <h2 className="mt-5 text-title">{title}</h2>
        <div className="mt-1.5 text-soft">{children}</div>
        {action && <div className="mt-5 flex flex-col items-center gap-4">{action}</div>}
      </div>
    </section>
  );
}

type NothingMatchesProps = {
  noun: string;
  plural?: string;
  title?: string;
  /** The address of the list without filters. */
  all: string;
  children?: ReactNode;
};

/** Replaces a list whose filters match nothing. */
export function NothingMatches(props: NothingMatchesProps) {
  const { noun, plural = `${noun}s`, title = `No ${noun} matches`, all, children } = props;
  return (
    <section className="rounded-card border bg-card px-5 py-16 text-center">
      <h2 className="text-title">{title}</h2>
      <p className="mx-auto mt-1.5 max-w-120 text-soft">
        The filters above hide all {plural}. Change one, or show all.{children}
      </p>
      <Button asChild className="mt-5">
        <Link href={all}>Show all {plural}</Link>
      </Button>
    </section>
  );
}
