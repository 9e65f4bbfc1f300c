import { ArrowRight } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { CONSOLE_PAGES, type ErrorEntry } from '@/lib/problems/entry';

/** The fixes of an error, for developers and administrators. */
export function Advice({ entry: { developer, administrator, page } }: { entry: ErrorEntry }) {
  const consolePage = page && CONSOLE_PAGES[page];
  return (
    <>
      <Part title="In your program" points={developer} />
      {administrator && <Part title="As an administrator" points={administrator} />}
      {consolePage && (
        <Button asChild>
          {/* No prefetch, because it would redirect visitors who are not signed in. */}
          <Link href={consolePage.address} prefetch={false}>
            {consolePage.label} in the console <ArrowRight aria-hidden strokeWidth={1.75} />
          </Link>
        </Button>
      )}
    </>
  );
}

function Part({ title, points }: { title: string; points: readonly string[] }) {
  return (
    <div className="space-y-1.5">
      <h3 className="font-semibold">{title}</h3>
      <Points points={points} />
    </div>
  );
}

/** One point as a paragraph, several as a list. */
export function Points({ points }: { points: readonly string[] }) {
  if (points.length === 1) return <p className="max-w-180 text-soft">{points[0]}</p>;
  return (
    <ul className="max-w-180 list-disc space-y-1.5 pl-5 text-soft">
      {points.map((point) => (
        <li key={point}>{point}</li>
      ))}
    </ul>
  );
}
