'use client';

import { Radio } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useCommand } from '@/components/form/call-action';
import { Button } from '@/components/ui/button';
import { routes } from '@/lib/base/routes';
import { openReceiverAction } from '../receiver/actions';

/** Opens the built-in receiver and goes to its page. */
export function OpenReceiverButton({ primary = true }: { primary?: boolean }) {
  const router = useRouter();
  const { pending, run } = useCommand();
  return (
    <Button
      variant={primary ? 'primary' : 'outline'}
      disabled={pending}
      className="max-w-full whitespace-normal max-sm:h-auto max-sm:py-2"
      onClick={() =>
        run(
          'The receiver was not opened',
          () => openReceiverAction({}),
          () => router.push(routes.webhookReceiver()),
        )
      }
    >
      <Radio aria-hidden strokeWidth={1.75} />
      {pending ? 'Opening…' : 'Receive a first report without a server'}
    </Button>
  );
}
