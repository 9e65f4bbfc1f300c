'use client';

import { ErrorScreen } from '@/components/layout/error-screen';
import './globals.css';

/** The last resort, when not even the frame could be made. */
export default function GlobalError(props: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <ErrorScreen {...props} />
      </body>
    </html>
  );
}
