'use client';

import { type FormEvent, useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Callout } from '@/components/layout/notice';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogClose, DialogContent } from '@/components/ui/dialog';
import type { ActionResult } from '@/lib/actions/result';
import { DEFAULT_OVERLAP_H, OverlapChoice } from './overlap-choice';
import { RevealSecretDialog } from './reveal-secret-dialog';

const HOUR_S = 3_600;

export type RotateUrlSecretDialogProps = {
  /** The name of the key or account. */
  name: string;
  /** A rotation is in progress, whose old secret ends with the next one. */
  isRotating: boolean;
  rotate: (overlapS: number) => Promise<ActionResult<{ secret: string }>>;
  onClose: () => void;
};

/** Rotates the webhook secret of a key or an account, then shows the new one. */
export function RotateUrlSecretDialog({ name, isRotating, rotate, onClose }: RotateUrlSecretDialogProps) {
  const [hours, setHours] = useState(DEFAULT_OVERLAP_H);
  const [secret, setSecret] = useState<string | null>(null);
  const { pending, run } = useCommand();
  if (secret !== null) {
    return <RevealSecretDialog revealed={{ name, secret, publicKey: null }} title="Secret rotated" onOk={onClose} />;
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    run(
      'The secret was not rotated',
      () => rotate(hours * HOUR_S),
      (rotated) => setSecret(rotated.secret),
    );
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title="Rotate the webhook secret"
        description="During the overlap each report has a signature of both secrets, so no receiver has to stop."
      >
        <form onSubmit={submit} className="mt-4 space-y-4">
          {isRotating && (
            <Callout tone="wait">A rotation is in progress: its old secret stops signing immediately.</Callout>
          )}
          <OverlapChoice hours={hours} onChange={setHours} />
          <DialogActions>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button variant="primary" type="submit" disabled={pending}>
              {pending ? 'Rotating…' : 'Rotate secret'}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
