'use client';

import { CircleCheck, CircleX } from 'lucide-react';
import { useState } from 'react';
import { Field } from '@/components/form/field';
import { useActionForm } from '@/components/form/use-action-form';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Input } from '@/components/ui/input';
import type { IpTest } from '@/lib/keys/queries/key-detail';
import { testIpAction } from '../actions';

type IpTesterProps = {
  id: string;
  /** Whether to mention that unsaved changes are not tested. */
  editable: boolean;
  /** Version of the restriction that the page shows. A result for another one is not shown. */
  saved: string;
};

/** Tests an address against the saved restriction on the server. */
export function IpTester({ id, editable, saved }: IpTesterProps) {
  const [latest, setLatest] = useState<IpTest | null>(null);
  // A result can arrive before the page shows a restriction that was just saved: then it appears together with it.
  const result = latest?.restrictionVersion === saved ? latest : null;
  const form = useActionForm({
    loadSchema: () => import('@/lib/keys/schema').then((module) => module.ipTestSchema),
    action: testIpAction,
    defaultValues: { id, ip: '' },
    onDone: setLatest,
  });
  const { errors, isSubmitting } = form.formState;
  return (
    <form onSubmit={form.submit} noValidate>
      <Field
        label="Would this address be allowed?"
        error={errors.ip?.message ?? form.formError}
        hint={editable ? 'Tests the saved restriction.' : undefined}
      >
        {(control) => (
          <span className="flex max-w-110 gap-2">
            <Input
              {...control}
              {...form.register('ip', { onChange: () => setLatest(null) })}
              className="font-mono sm:text-code"
              placeholder="203.0.113.9"
              autoComplete="off"
              spellCheck={false}
            />
            <Button type="submit" className="h-9.5" disabled={isSubmitting}>
              Test
            </Button>
          </span>
        )}
      </Field>
      <div role="status" className="mt-2">
        {result && <Result result={result} />}
      </div>
    </form>
  );
}

function Result({ result: { ip, isAllowed, why } }: { result: IpTest }) {
  const Icon = isAllowed ? CircleCheck : CircleX;
  return (
    <p
      className={cn(
        'flex gap-2 rounded-control px-3 py-2 break-words',
        isAllowed ? 'bg-good-tint text-good' : 'bg-bad-tint text-bad',
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
      <span className="min-w-0">
        <span className="font-mono text-code">{ip}</span> {isAllowed ? 'is allowed' : 'is refused'}. {why}
      </span>
    </p>
  );
}
