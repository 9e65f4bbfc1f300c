'use client';

import { useOptimistic, useState, useTransition } from 'react';
import { callAction, reportFailure, useCommand } from '@/components/form/call-action';
import { Confirm } from '@/components/form/confirm';
import { Field } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Select } from '@/components/ui/input';
import { Link } from '@/components/ui/link';
import { toast } from '@/components/ui/toast';
import { routes } from '@/lib/base/routes';
import { ANSWER_STATUSES, type AnswerStatus } from '@/lib/webhooks/receiver/rules';
import { TestEventButton } from '../_shared/test-event-button';
import { closeReceiverAction, openReceiverAction, renewReceiverAction, setAnswerAction } from './actions';

const ANSWERS: Record<AnswerStatus, { option: string; hint: string }> = {
  200: { option: '200 – accept', hint: 'Each report counts as delivered.' },
  410: { option: '410 – gone', hint: 'The endpoint is disabled until you enable it again.' },
  429: { option: '429 – too many requests', hint: 'Retried once Retry-After, 10 seconds, is over.' },
  500: { option: '500 – failure', hint: 'Retried after 5 s, 5 min, 30 min and so on, ten times at most.' },
};

type ReceiverSettingsProps = {
  url: string;
  answerStatus: number;
  /** The endpoint that sends to the receiver; null if it was removed. `isOff`: nothing is sent now. */
  endpoint: { id: string; name: string; isOff: boolean } | null;
  manages: boolean;
};

/** The URL of the receiver, what it answers, and where its reports come from. */
export function ReceiverSettings({ url, answerStatus, endpoint, manages }: ReceiverSettingsProps) {
  return (
    <section aria-labelledby="receiver-url" className="rounded-card border bg-card p-4 sm:p-5">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
        <div className="w-full min-w-0 sm:w-auto sm:flex-1">
          <h2 id="receiver-url" className="font-semibold">
            URL
          </h2>
          <p className="mt-1 flex items-center gap-1">
            <span className="min-w-0 font-mono text-code break-all" data-testid="receiver-url">
              {url}
            </span>
            <CopyButton value={url} label="Copy the URL" iconOnly variant="quiet" size="icon" />
          </p>
          <p className="mt-1 max-w-160 text-soft">
            <Source endpoint={endpoint} /> You can also use the URL as the DLR webhook of a key or request, or post to
            it yourself.
          </p>
        </div>
        {manages && !endpoint && <AddEndpoint />}
        {manages && endpoint && !endpoint.isOff && <TestEventButton id={endpoint.id} events={null} />}
      </div>
      <div className="mt-5 flex flex-wrap items-end justify-between gap-4 border-t pt-4">
        <Answer status={answerStatus} manages={manages} />
        {manages && <Changes />}
      </div>
    </section>
  );
}

/** The endpoint can be removed, and has another URL after the address of the installation was changed. */
function AddEndpoint() {
  const { pending, run } = useCommand();
  return (
    <Button
      disabled={pending}
      onClick={() =>
        run(
          'The endpoint was not added',
          () => openReceiverAction({}),
          () => toast.success('Added', { description: 'Reports of all keys are sent to the receiver.' }),
        )
      }
    >
      Add an endpoint
    </Button>
  );
}

function Source({ endpoint }: Pick<ReceiverSettingsProps, 'endpoint'>) {
  if (!endpoint) return 'No endpoint sends to it.';
  const link = (
    <Link href={routes.webhook(endpoint.id)} className="rounded-[4px] underline underline-offset-2 hover:text-ink">
      {endpoint.name}
    </Link>
  );
  if (endpoint.isOff) return <>The endpoint {link} sends to it, but it is disabled.</>;
  return <>The endpoint {link} sends to it.</>;
}

function Answer({ status, manages }: { status: number; manages: boolean }) {
  const [shown, setShown] = useOptimistic(status);
  const [, startTransition] = useTransition();
  const known = ANSWER_STATUSES.find((one) => one === shown) ?? 200;

  function change(next: AnswerStatus) {
    startTransition(async () => {
      setShown(next);
      const result = await callAction(() => setAnswerAction({ answerStatus: next }));
      if (!result.ok) reportFailure('The answer was not changed', result.error);
    });
  }

  if (!manages) {
    return (
      <p className="text-soft">
        It answers {ANSWERS[known].option}. {ANSWERS[known].hint}
      </p>
    );
  }
  return (
    <Field label="It answers" hint={ANSWERS[known].hint}>
      {(control) => (
        <Select
          {...control}
          value={known}
          onChange={(event) => change(Number(event.target.value) as AnswerStatus)}
          className="w-64 max-w-full"
        >
          {ANSWER_STATUSES.map((each) => (
            <option key={each} value={each}>
              {ANSWERS[each].option}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function Changes() {
  const [open, setOpen] = useState<'renew' | 'close' | null>(null);
  const { pending, run } = useCommand();

  function renew() {
    run(
      'The URL was not renewed',
      () => renewReceiverAction({}),
      () => {
        setOpen(null);
        toast.success('Renewed', { description: 'The receiver has a new URL, and so has its endpoint.' });
      },
    );
  }

  function close() {
    run(
      'The receiver was not removed',
      () => closeReceiverAction({}),
      () => {
        setOpen(null);
        toast.success('Removed', { description: 'The receiver and its endpoint are gone.' });
      },
    );
  }

  return (
    <div className="flex flex-wrap gap-2">
      <Button size="small" onClick={() => setOpen('renew')}>
        Renew the URL…
      </Button>
      <Button size="small" onClick={() => setOpen('close')}>
        Remove…
      </Button>
      <Confirm
        open={open === 'renew'}
        onOpenChange={() => setOpen(null)}
        title="Renew the URL?"
        confirm="Renew"
        pending={pending}
        onConfirm={renew}
      >
        The URL until now answers 404. The endpoint that sends to it gets the new one; keys and requests that name the
        old one do not.
      </Confirm>
      <Confirm
        open={open === 'close'}
        onOpenChange={() => setOpen(null)}
        title="Remove the receiver?"
        confirm="Remove receiver"
        danger
        pending={pending}
        onConfirm={close}
      >
        Its URL answers 404 from now on, and what arrived at it is deleted. The endpoint that sends to it is removed,
        too.
      </Confirm>
    </div>
  );
}
