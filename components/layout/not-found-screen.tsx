import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';
import { Mark } from './mark';

/** Shown for missing objects and for those of other accounts. */
export function NotFoundScreen() {
  return (
    <main
      id="main"
      tabIndex={-1}
      className="grid min-h-[80dvh] flex-1 place-items-center px-5 py-12 focus-visible:outline-none"
    >
      <div className="max-w-110 text-center">
        <Mark className="mx-auto size-14 text-line" />
        <h1 className="mt-5 text-title">Page not found</h1>
        <p className="mt-1.5 text-soft">
          The address is mistyped, or the object was deleted or belongs to another account.
        </p>
        <Button asChild variant="primary" className="mt-5">
          <Link href={routes.overview()}>Go to the overview</Link>
        </Button>
      </div>
    </main>
  );
}
