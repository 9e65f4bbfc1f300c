'use client';

import { CircleCheck, CircleX } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Field } from '@/components/form/field';
import { useActionForm } from '@/components/form/use-action-form';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Input } from '@/components/ui/input';
import type { IpTest } from '@/lib/keys/queries/key-detail';
import type { KeyPageActions } from './key-page-actions';

type IpTesterProps = {
  id: string;
  testIp: KeyPageActions['testIp'];
  /** Whether to say that unsaved changes do not count. */
  stored: boolean;
  /** What is saved, as text: another makes an answer worth nothing. */
  about: string;
};

/** "Would this address be let in?", answered by the server with the restriction as it is stored. */
export function IpTester({ id, testIp, stored, about }: IpTesterProps) {
  const [given, setAnswer] = useState<(IpTest & { about: string }) | null>(null);
  const answer = given?.about === about ? given : null;
  // An answer is about what is saved when it arrives: a save just before the question may reach this page in between.
  const saved = useRef(about);
  useEffect(() => {
    saved.current = about;
  }, [about]);
  const form = useActionForm({
    loadSchema: () => import('@/lib/keys/schema').then((module) => module.ipTestSchema),
    action: testIp,
    defaultValues: { id, ip: '' },
    onDone: (result) => setAnswer({ ...result, about: saved.current }),
  });
  const { errors, isSubmitting } = form.formState;
  return (
    <form onSubmit={form.submit} noValidate>
      <Field
        label="Would this address be let in?"
        error={errors.ip?.message ?? form.formError}
        hint={stored ? 'Asks about what is saved.' : undefined}
      >
        {(control) => (
          <span className="flex max-w-110 gap-2">
            <Input
              {...control}
              {...form.register('ip', { onChange: () => setAnswer(null) })}
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
        {answer && <Verdict answer={answer} />}
      </div>
    </form>
  );
}

function Verdict({ answer: { ip, letIn, why } }: { answer: IpTest }) {
  const Icon = letIn ? CircleCheck : CircleX;
  return (
    <p
      className={cn(
        'flex gap-2 rounded-control px-3 py-2 break-words',
        letIn ? 'bg-good-tint text-good' : 'bg-bad-tint text-bad',
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
      <span className="min-w-0">
        <span className="font-mono text-code">{ip}</span> {letIn ? 'is let in' : 'is refused'}. {why}
      </span>
    </p>
  );
}
