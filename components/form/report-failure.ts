'use client';

import { toast } from '@/components/ui/toast';
import type { ActionError, ActionResult } from '@/lib/actions/result';
import { refusedActionDetail } from '@/lib/http/refused-action';
import { routes } from '@/lib/routes';

/** Runs an action; a broken connection becomes an answer like any other refusal. */
export async function callAction<T>(run: () => Promise<ActionResult<T>>): Promise<ActionResult<T>> {
  try {
    return await run();
  } catch (error) {
    return { ok: false, error: failureOf(error) };
  }
}

/** What a call that threw is answered with: the web server's own refusal, else that there was no answer. */
export function failureOf(error: unknown): ActionError {
  const detail = refusedActionDetail(error);
  if (detail !== null) return { code: 'forbidden', message: detail };
  return { code: 'unavailable', message: 'The server did not answer. Check the connection, then try again.' };
}

/** Says in a toast that `what` did not happen, and why. A signed-out person goes to sign in and comes back. */
export function reportFailure(what: string, error: ActionError): void {
  if (error.code === 'signed_out') {
    window.location.assign(routes.signIn(window.location.pathname + window.location.search));
    return;
  }
  toast.error(what, { description: error.message });
}
