import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';

export function AlreadySetUp() {
  return (
    <>
      <h1 className="text-title">This installation is set up</h1>
      <p className="mt-2 text-soft">
        The link was used and is no longer valid.{' '}
        <Link href={routes.signIn()} className="font-medium text-accent underline underline-offset-2">
          Sign in
        </Link>
      </p>
    </>
  );
}

export function InvalidSetupLink() {
  return (
    <>
      <h1 className="text-title">This link is not valid</h1>
      <p className="mt-2 text-soft">
        It is incomplete, older than a day, or was replaced by a newer one. Copy the latest link from the terminal where{' '}
        <code className="font-mono text-code text-ink">npm start</code> runs, or start Postern again to get a new one.
      </p>
    </>
  );
}
