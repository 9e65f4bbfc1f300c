'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useEffect, useEffectEvent, useId, useState } from 'react';
import { callAction, reportFailure, useCommand } from '@/components/form/call-action';
import { Field } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogClose, DialogContent } from '@/components/ui/dialog';
import { Input, Select } from '@/components/ui/input';
import { formatCount } from '@/lib/base/format';
import { resendProgressAction, startResendAction, stopResendAction } from '../actions';

export type BulkDialogProps = {
  endpoints: { id: string; name: string }[];
  /** The endpoint of the list's filter. */
  chosen: string | null;
  onClose: () => void;
};

const PERIODS = [
  { hours: 1, title: 'the last hour' },
  { hours: 24, title: 'the last 24 hours' },
  { hours: 7 * 24, title: 'the last 7 days' },
  { hours: 30 * 24, title: 'the last 30 days' },
] as const;
const DEFAULT_HOURS = 24;
/** A time that the user enters. */
const CUSTOM = 0;
const HOUR_MS = 3_600_000;
const POLL_MS = 1_000;

/** Sends all failed deliveries since a time again, with their number and a way to stop. */
export function ResendDialog(props: BulkDialogProps) {
  const [job, setJob] = useState<string | null>(null);
  return job === null ? <ResendForm {...props} onStarted={setJob} /> : <Progress job={job} onClose={props.onClose} />;
}

function ResendForm({ endpoints, chosen, onClose, onStarted }: BulkDialogProps & { onStarted: (job: string) => void }) {
  const { pending, run } = useCommand();
  const [hours, setHours] = useState<number>(DEFAULT_HOURS);
  const [time, setTime] = useState('');
  const [endpointId, setEndpointId] = useState(chosen ?? '');

  function submit(event: FormEvent) {
    event.preventDefault();
    const since = hours === CUSTOM ? new Date(time) : new Date(Date.now() - hours * HOUR_MS);
    run(
      'Nothing was sent again',
      () => startResendAction({ since: since.toISOString(), ...(endpointId && { endpointId }) }),
      ({ job }) => onStarted(job),
    );
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title="Resend failed deliveries"
        description="Those whose last attempt failed are sent again with the same id, so a receiver can recognize what it has already. The attempts go on counting."
      >
        <form onSubmit={submit} className="mt-4 space-y-4">
          <Field label="Failed in">
            {(control) => (
              <Select
                {...control}
                className="w-full"
                value={hours}
                onChange={(event) => setHours(Number(event.target.value))}
              >
                {PERIODS.map((period) => (
                  <option key={period.hours} value={period.hours}>
                    {period.title}
                  </option>
                ))}
                <option value={CUSTOM}>the time since…</option>
              </Select>
            )}
          </Field>
          {hours === CUSTOM && (
            <Field label="Since" hint="In your own time zone.">
              {(control) => (
                <Input
                  {...control}
                  type="datetime-local"
                  required
                  className="max-w-60 tabular-nums"
                  value={time}
                  onChange={(event) => setTime(event.target.value)}
                />
              )}
            </Field>
          )}
          <EndpointSelect endpoints={endpoints} value={endpointId} onChange={setEndpointId} />
          <DialogActions>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button variant="primary" type="submit" disabled={pending}>
              {pending ? 'Starting…' : 'Resend'}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}

type EndpointSelectProps = Pick<BulkDialogProps, 'endpoints'> & { value: string; onChange: (id: string) => void };

/** One endpoint, or all deliveries of the account. */
export function EndpointSelect({ endpoints, value, onChange }: EndpointSelectProps) {
  return (
    <Field label="Sent to">
      {(control) => (
        <Select {...control} className="w-full" value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">All endpoints and DLR webhooks</option>
          {endpoints.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

/** The state of a resend: `running` until all are queued again or it was stopped. */
type JobProgress = { total: number; done: number; state: string };

function Progress({ job, onClose }: { job: string; onClose: () => void }) {
  const router = useRouter();
  const [progress, setProgress] = useState<JobProgress | null>(null);
  const { pending, run } = useCommand();
  const labelId = useId();
  const isRunning = progress === null || progress.state === 'running';

  const read = useEffectEvent(async () => {
    const result = await callAction(() => resendProgressAction({ job }));
    if (result.ok) setProgress(result.data);
    else reportFailure('The progress is not known', result.error);
  });
  useEffect(() => {
    if (!isRunning) return;
    void read();
    const timer = setInterval(() => void read(), POLL_MS);
    return () => clearInterval(timer);
  }, [isRunning]);

  function close() {
    onClose();
    router.refresh();
  }

  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      <DialogContent
        title="Resend failed deliveries"
        description="You can close this: it goes on. They are listed as waiting until they are sent."
      >
        <p id={labelId} role="status" className="mt-5 tabular-nums">
          {textOf(progress)}
        </p>
        <progress
          aria-labelledby={labelId}
          className="mt-2 h-2 w-full appearance-none overflow-hidden rounded-full [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-hover [&::-webkit-progress-value]:bg-accent"
          max={Math.max(1, progress?.total ?? 1)}
          value={progress ? (progress.total === 0 ? 1 : progress.done) : undefined}
        />
        <DialogActions>
          {isRunning && (
            <Button disabled={pending} onClick={() => run('It was not stopped', () => stopResendAction({ job }), read)}>
              Stop
            </Button>
          )}
          <Button variant="primary" onClick={close}>
            Done
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}

function textOf(progress: JobProgress | null): string {
  if (!progress) return 'Counting…';
  const { total, done, state } = progress;
  if (total === 0) return 'No delivery failed in this time.';
  const count = `${formatCount(done)} of ${formatCount(total)}`;
  if (state === 'running') return `${count} are queued again.`;
  return state === 'stopped' ? `Stopped: ${count} are queued again.` : `All ${formatCount(done)} are queued again.`;
}
