'use client';

import { useTransition } from 'react';
import { callAction, reportFailure } from '@/components/form/report-failure';
import type { ActionResult } from '@/lib/actions/result';

/** Runs one command at a time; what the server refuses is told in a toast called `failure`. */
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
