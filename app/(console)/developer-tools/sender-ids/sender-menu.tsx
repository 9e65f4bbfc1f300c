'use client';

import { RotateCcw, Trash2 } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { DropdownMenuItem, OpenMenu } from '@/components/ui/dropdown-menu';
import type { OwnSenderId } from '@/lib/senders/queries';
import { RemoveSenderDialog } from './remove-sender-dialog';
import { RequestSenderForm } from './request-sender-form';

export type SenderMenuProps = {
  sender: Pick<OwnSenderId, 'id' | 'value' | 'state' | 'note' | 'accountDefault' | 'keys' | 'moreKeys'>;
  operator: boolean;
};

export function SenderMenu({ sender, operator, trigger }: SenderMenuProps & { trigger: ReactElement }) {
  const [open, setOpen] = useState<'request' | 'remove' | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <OpenMenu trigger={trigger}>
        {sender.state === 'rejected' && (
          <DropdownMenuItem onSelect={() => setOpen('request')}>
            <RotateCcw aria-hidden strokeWidth={1.75} /> {operator ? 'Add again…' : 'Request again…'}
          </DropdownMenuItem>
        )}
        <DropdownMenuItem danger onSelect={() => setOpen('remove')}>
          <Trash2 aria-hidden strokeWidth={1.75} /> Remove…
        </DropdownMenuItem>
      </OpenMenu>
      {open === 'request' && <RequestSenderForm operator={operator} last={sender} onClose={close} />}
      {open === 'remove' && <RemoveSenderDialog sender={sender} onClose={close} />}
    </>
  );
}
