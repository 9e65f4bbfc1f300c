'use client';

import { useCommand } from '@/components/form/call-action';
import { toast } from '@/components/ui/toast';
import { enableEndpointAction } from '../actions';

/** Enables an endpoint that was disabled because its receiver failed. */
export function EnableAgainButton({ id, name }: { id: string; name: string }) {
  const { pending, run } = useCommand();
  return (
    <button
      type="button"
      disabled={pending}
      className="rounded-[4px] font-medium underline underline-offset-2"
      onClick={() =>
        run(
          `“${name}” was not enabled`,
          () => enableEndpointAction({ id, enabled: true }),
          () => toast.success('Enabled', { description: `Reports are sent to “${name}” from now on.` }),
        )
      }
    >
      Enable again
    </button>
  );
}
