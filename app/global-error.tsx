'use client';

import { ErrorScreen } from '@/components/layout/error-screen';
import './globals.css';

/** Replaces the root layout when it fails to render. */
export default function GlobalError(props: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <ErrorScreen {...props} />
      </body>
    </html>
  );
}
