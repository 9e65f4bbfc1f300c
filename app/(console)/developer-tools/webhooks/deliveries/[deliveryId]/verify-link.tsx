'use client';

import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';
import { keepExample, type VerifyExample } from '../../_shared/verify-example';

/** Opens the page that verifies, with this request. */
export function VerifyLink(example: VerifyExample) {
  return (
    <Button asChild size="small">
      <Link href={routes.verifySignature()} onClick={() => keepExample(example)}>
        Verify it step by step
      </Link>
    </Button>
  );
}
