'use client';

import { Button } from '@/components/ui/button';

/** Replaces a page that failed to render. Shows no internal details. */
export function ErrorScreen({ error }: { error: Error & { digest?: string } }) {
  return (
    <main
      id="main"
      tabIndex={-1}
      className="grid min-h-[70dvh] flex-1 place-items-center px-5 py-12 focus-visible:outline-none"
    >
      <div className="max-w-110 text-center" role="alert">
        <h1 className="text-title">This page could not be loaded</h1>
        <p className="mt-1.5 text-soft">
          The server failed to respond, most likely because it cannot reach its database. Nothing was changed. Accepted
          messages are safe.
        </p>
        <div className="mt-5 flex justify-center gap-2">
          {/* reset() of Next renders the same server response again; only a reload sends a new request. */}
          <Button variant="primary" onClick={() => window.location.reload()}>
            Try again
          </Button>
          <Button onClick={() => window.location.assign('/')}>Go to the overview</Button>
        </div>
        {error.digest && (
          <p className="mt-5 text-small text-soft">
            If the error persists, report this number to the operator: <span className="font-mono">{error.digest}</span>
          </p>
        )}
      </div>
    </main>
  );
}
