'use client';

import { RotateCw } from 'lucide-react';
import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Confirm } from '@/components/form/confirm';
import { SectionCard } from '@/components/layout/section';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { formatCount, formatTimes } from '@/lib/base/format';
import { endRotationAction } from '../actions';
import type { SectionProps } from '../load-key';

const ExtendDialog = dynamic(() => import('./extend-dialog').then((module) => module.ExtendDialog));

const RotateDialog = dynamic(() => import('./rotate-dialog').then((module) => module.RotateDialog));

type OldSecretView = NonNullable<SectionProps['detail']['oldSecret']>;

export function RotationSection(props: SectionProps) {
  const { detail, manages } = props;
  return (
    <SectionCard
      id="rotation"
      title="Rotation"
      purpose="A new secret for the same key. Both are valid during the overlap, so that no application has to stop."
      action={manages && <RotateButton detail={detail} />}
    >
      {detail.oldSecret ? (
        <OldSecret {...props} old={detail.oldSecret} />
      ) : (
        <p className="text-soft">One secret is valid. No rotation is in progress.</p>
      )}
    </SectionCard>
  );
}

/** Opens the rotation dialog. */
export function RotateButton({ detail }: Pick<SectionProps, 'detail'>) {
  const [rotating, setRotating] = useState(false);
  return (
    <>
      <Button onClick={() => setRotating(true)}>
        <RotateCw aria-hidden strokeWidth={1.75} /> Rotate
      </Button>
      {rotating && <RotateDialog detail={detail} onClose={() => setRotating(false)} />}
    </>
  );
}

function OldSecret({ detail, manages, now, old }: SectionProps & { old: OldSecretView }) {
  return (
    <div className="rounded-control border border-wait/40 p-4">
      <p className="font-medium text-wait">
        Rotating: the old secret ends <Time at={old.validUntil.toISOString()} now={now} />
      </p>
      <dl className="mt-3 grid gap-x-8 gap-y-3 sm:grid-cols-3">
        <Fact name="Uses of the old secret" value={formatCount(old.timesUsed)} />
        <Fact
          name="Last use"
          value={old.lastUsedAt ? <Time at={old.lastUsedAt.toISOString()} now={now} /> : 'none yet'}
        />
        <Fact name="Ends at" value={<Time at={old.validUntil.toISOString()} now={now} show="exact" />} />
      </dl>
      <p className="mt-3 text-soft">
        {old.timesUsed === 0
          ? 'Nothing has used the old secret since the rotation.'
          : 'Something still uses the old secret. End it when this number no longer grows.'}
      </p>
      {manages && <OldSecretActions id={detail.id} old={old} />}
    </div>
  );
}

function Fact({ name, value }: { name: string; value: ReactNode }) {
  return (
    <div>
      <dt className="text-small text-soft">{name}</dt>
      <dd className="tabular-nums">{value}</dd>
    </div>
  );
}

function OldSecretActions({ id, old }: { id: string; old: OldSecretView }) {
  const [open, setOpen] = useState<'end' | 'extend' | null>(null);
  const { pending, run } = useCommand();

  function end() {
    run(
      'The old secret was not ended',
      () => endRotationAction({ id }),
      () => {
        setOpen(null);
        toast.success('Ended', { description: 'The old secret is refused from now on.' });
      },
    );
  }

  return (
    <div className="mt-4 flex flex-wrap gap-2">
      <Button size="small" onClick={() => setOpen('end')}>
        End now
      </Button>
      <Button size="small" onClick={() => setOpen('extend')}>
        Extend…
      </Button>
      <Confirm
        open={open === 'end'}
        onOpenChange={() => setOpen(null)}
        title="End the old secret now?"
        confirm="End old secret"
        danger
        pending={pending}
        onConfirm={end}
      >
        Applications that still use it are refused immediately.{' '}
        {old.timesUsed > 0 && `It was used ${formatTimes(old.timesUsed)} since the rotation.`}
      </Confirm>
      {open === 'extend' && <ExtendDialog id={id} validUntil={old.validUntil} onClose={() => setOpen(null)} />}
    </div>
  );
}
