import Link from 'next/link';
import { Button } from '@/components/ui/button';

type NothingMatchesProps = { title: string; all: { href: string; label: string } };

/** A list whose filters hide everything. */
export function NothingMatches({ title, all }: NothingMatchesProps) {
  return (
    <section className="rounded-card border bg-card px-5 py-16 text-center">
      <h2 className="text-title">{title}</h2>
      <p className="mt-1.5 text-soft">The filters above hide every other. Loosen one, or look at all.</p>
      <Button asChild className="mt-5">
        <Link href={all.href}>{all.label}</Link>
      </Button>
    </section>
  );
}
