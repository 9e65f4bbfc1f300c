'use client';

import { useTransition } from 'react';
import { toast } from '@/components/ui/toast';
import { type ActionError, type ActionResult, refusedActionDetail } from '@/lib/actions/result';
import { routes } from '@/lib/base/routes';

/** Calls a server action. A connection error becomes an error result. */
export async function callAction<T>(run: () => Promise<ActionResult<T>>): Promise<ActionResult<T>> {
  try {
    return await run();
  } catch (error) {
    return { ok: false, error: failureOf(error) };
  }
}

/** Returns the error of a call that threw: the web server's own refusal, else that there was no response. */
export function failureOf(error: unknown): ActionError {
  const detail = refusedActionDetail(error);
  if (detail !== null) return { code: 'forbidden', message: detail };
  return { code: 'unavailable', message: 'The server did not respond. Check the connection, then try again.' };
}

/** Shows an error in a toast titled `what`. A signed-out user can sign in in another tab: the page keeps what was typed. */
export function reportFailure(what: string, error: ActionError): void {
  toast.error(what, {
    description: error.message,
    ...(error.code === 'signed_out' && {
      action: { label: 'Sign in', onClick: () => window.open(routes.signIn(), '_blank', 'noopener') },
    }),
  });
}

/** Calls a server action and shows an error in a toast titled `failure`. `pending` while it runs. */
export function useCommand() {
  const [pending, startTransition] = useTransition();
  function run<T>(failure: string, call: () => Promise<ActionResult<T>>, done: (data: T) => void): void {
    startTransition(async () => {
      const result = await callAction(call);
      if (result.ok) done(result.data);
      else reportFailure(failure, result.error);
    });
  }
  return { pending, run };
}
