'use client';

import { useCommand } from '@/components/form/call-action';
import { toast } from '@/components/ui/toast';
import { enableEndpointAction, enableUrlAction } from '../actions';

type EnableAgainButtonProps = {
  /** Of an endpoint; null enables the URL `name`. */
  id: string | null;
  name: string;
};

/** Enables an endpoint or a URL that was disabled because its receiver failed. */
export function EnableAgainButton({ id, name }: EnableAgainButtonProps) {
  const { pending, run } = useCommand();
  return (
    <button
      type="button"
      disabled={pending}
      className="rounded-[4px] font-medium underline underline-offset-2"
      onClick={() =>
        run(
          `“${name}” was not enabled`,
          () => (id === null ? enableUrlAction({ url: name }) : enableEndpointAction({ id, enabled: true })),
          () => toast.success('Enabled', { description: `Reports are sent to “${name}” from now on.` }),
        )
      }
    >
      Enable again
    </button>
  );
}
