'use client';

import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import { Confirm } from '@/components/form/confirm';
import { useCommand } from '@/components/form/use-command';
import { SectionCard } from '@/components/layout/section';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { formatCount, formatTimes } from '@/lib/format';
import type { SectionProps } from './key-page-actions';
import { RotateButton } from './rotate-button';

const ExtendDialog = dynamic(() => import('./extend-dialog').then((module) => module.ExtendDialog));

type Old = NonNullable<SectionProps['detail']['oldSecret']>;

export function RotationSection(props: SectionProps) {
  const { detail, actions, manages } = props;
  return (
    <SectionCard
      id="rotation"
      title="Rotation"
      purpose="A new secret for the same key. Both are valid while they overlap, so nothing has to stop."
      action={manages && <RotateButton detail={detail} rotate={actions.rotate} />}
    >
      {detail.oldSecret ? (
        <OldSecret {...props} old={detail.oldSecret} />
      ) : (
        <p className="text-soft">One secret is valid. No rotation is under way.</p>
      )}
    </SectionCard>
  );
}

function OldSecret({ detail, actions, manages, now, old }: SectionProps & { old: Old }) {
  return (
    <div className="rounded-control border border-wait/40 p-4">
      <p className="font-medium text-wait">
        Rotating: the old secret ends <Time at={old.validUntil.toISOString()} now={now} />
      </p>
      <dl className="mt-3 grid gap-x-8 gap-y-3 sm:grid-cols-3">
        <Fact name="Uses of the old secret" value={formatCount(old.timesUsed)} />
        <Fact
          name="Last of them"
          value={old.lastUsedAt ? <Time at={old.lastUsedAt.toISOString()} now={now} /> : 'none yet'}
        />
        <Fact name="Ends at" value={<Time at={old.validUntil.toISOString()} now={now} show="exact" />} />
      </dl>
      <p className="mt-3 text-soft">
        {old.timesUsed === 0
          ? 'Nothing has used the old secret since the rotation.'
          : 'Something still uses the old secret. When this number stands still, it is safe to end it.'}
      </p>
      {manages && <OldSecretActions id={detail.id} old={old} actions={actions} />}
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

function OldSecretActions({ id, old, actions }: { id: string; old: Old; actions: SectionProps['actions'] }) {
  const [asking, setAsking] = useState<'end' | 'extend' | null>(null);
  const { pending, run } = useCommand();

  function end() {
    run(
      'The old secret was not ended',
      () => actions.endRotation({ id }),
      () => {
        setAsking(null);
        toast.success('Ended', { description: 'The old secret is refused from now on.' });
      },
    );
  }

  return (
    <div className="mt-4 flex flex-wrap gap-2">
      <Button size="small" onClick={() => setAsking('end')}>
        End now
      </Button>
      <Button size="small" onClick={() => setAsking('extend')}>
        Extend…
      </Button>
      <Confirm
        open={asking === 'end'}
        onOpenChange={() => setAsking(null)}
        title="End the old secret now?"
        confirm="End old secret"
        danger
        pending={pending}
        onConfirm={end}
      >
        Applications that still use it are refused at once.{' '}
        {old.timesUsed > 0 && `It was used ${formatTimes(old.timesUsed)} since the rotation.`}
      </Confirm>
      {asking === 'extend' && (
        <ExtendDialog
          id={id}
          validUntil={old.validUntil}
          moveEnd={actions.moveRotationEnd}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}
