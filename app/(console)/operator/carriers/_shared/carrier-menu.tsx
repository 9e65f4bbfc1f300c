'use client';

import { Hourglass, Pause, Play, Settings, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactElement, useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { DropdownMenuItem, DropdownMenuSeparator, OpenMenu } from '@/components/ui/dropdown-menu';
import { toast } from '@/components/ui/toast';
import { routes } from '@/lib/base/routes';
import type { CarrierKind, CarrierState } from '@/lib/carriers/schema';
import { removeCarrierAction, setCarrierStateAction } from '../actions';
import { CHANGES, type Change } from './carrier-changes';

export type CarrierMenuProps = { carrier: { name: string; kind: CarrierKind; state: CarrierState } };

export function CarrierMenu({ carrier: { name, kind, state }, trigger }: CarrierMenuProps & { trigger: ReactElement }) {
  const [change, setChange] = useState<Change | null>(null);
  const { pending, run } = useCommand();
  const router = useRouter();
  const isSimulator = kind === 'simulator';

  function setState(next: CarrierState, done: string, description: string) {
    run(
      `“${name}” was not changed`,
      () => setCarrierStateAction({ name, state: next }),
      () => {
        setChange(null);
        toast.success(done, { description });
      },
    );
  }

  function remove() {
    run(
      `“${name}” was not removed`,
      () => removeCarrierAction({ name }),
      () => {
        setChange(null);
        toast.success('Removed', { description: `“${name}” and its routes are removed.` });
        router.push(routes.operatorCarriers());
      },
    );
  }

  const confirmed: Record<Change, () => void> = {
    pause: () => setState('paused', 'Paused', `The queue of “${name}” waits.`),
    drain: () => setState('draining', 'Draining', `“${name}” takes no new messages.`),
    remove,
  };
  const asked = change && CHANGES[change];

  return (
    <>
      <OpenMenu trigger={trigger}>
        {!isSimulator && (
          <DropdownMenuItem onSelect={() => router.push(routes.operatorEditCarrier(name))}>
            <Settings aria-hidden strokeWidth={1.75} /> Edit
          </DropdownMenuItem>
        )}
        {state !== 'active' && (
          <DropdownMenuItem onSelect={() => setState('active', 'Resumed', `“${name}” is used again.`)}>
            <Play aria-hidden strokeWidth={1.75} /> Resume
          </DropdownMenuItem>
        )}
        {state !== 'paused' && (
          <DropdownMenuItem onSelect={() => setChange('pause')}>
            <Pause aria-hidden strokeWidth={1.75} /> Pause…
          </DropdownMenuItem>
        )}
        {state !== 'draining' && !isSimulator && (
          <DropdownMenuItem onSelect={() => setChange('drain')}>
            <Hourglass aria-hidden strokeWidth={1.75} /> Drain…
          </DropdownMenuItem>
        )}
        {!isSimulator && <DropdownMenuSeparator />}
        {!isSimulator && (
          <DropdownMenuItem danger onSelect={() => setChange('remove')}>
            <Trash2 aria-hidden strokeWidth={1.75} /> Remove…
          </DropdownMenuItem>
        )}
      </OpenMenu>
      {change && asked && (
        <ConfirmDialog
          title={asked.title}
          confirm={asked.confirm}
          danger={change === 'remove'}
          pending={pending}
          onConfirm={confirmed[change]}
          onOpenChange={(open) => !open && setChange(null)}
        >
          <strong className="font-medium break-words text-ink">{name}</strong> {asked.effect}
        </ConfirmDialog>
      )}
    </>
  );
}
