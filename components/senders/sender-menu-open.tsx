'use client';

import { RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import { RowMenuButton } from '@/components/ui/row-menu-button';
import { RemoveSenderDialog } from './remove-sender-dialog';
import { RequestSenderForm } from './request-sender-form';
import type { SenderMenuProps } from './sender-menu';

export function SenderMenuOpen({ sender, operator, actions }: SenderMenuProps) {
  const [open, setOpen] = useState<'ask' | 'remove' | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <DropdownMenu defaultOpen>
        <DropdownMenuTrigger asChild>
          <RowMenuButton name={sender.value} />
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          {sender.state === 'rejected' && (
            <DropdownMenuItem onSelect={() => setOpen('ask')}>
              <RotateCcw aria-hidden strokeWidth={1.75} /> {operator ? 'Add again…' : 'Request again…'}
            </DropdownMenuItem>
          )}
          <DropdownMenuItem danger onSelect={() => setOpen('remove')}>
            <Trash2 aria-hidden strokeWidth={1.75} /> Remove…
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {open === 'ask' && (
        <RequestSenderForm request={actions.request} operator={operator} last={sender} onClose={close} />
      )}
      {open === 'remove' && <RemoveSenderDialog sender={sender} remove={actions.remove} onClose={close} />}
    </>
  );
}
