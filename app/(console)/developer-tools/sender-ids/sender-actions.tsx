'use client';

import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { onDemand } from '@/components/ui/on-demand';
import { RowMenuButton } from '@/components/ui/row-menu-button';
import type { SenderMenuProps } from './sender-menu';

// Loaded when they open, not with the page.
const RequestSenderForm = dynamic(() => import('./request-sender-form').then((module) => module.RequestSenderForm));
const Menu = onDemand<SenderMenuProps>('menu', async () => (await import('./sender-menu')).SenderMenu);

/** Opens the form to request a sender ID. The request of an operator is approved immediately. */
export function RequestSender({ operator }: { operator: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Plus aria-hidden strokeWidth={1.75} />
        {operator ? 'Add sender ID' : 'Request sender ID'}
      </Button>
      {open && <RequestSenderForm operator={operator} onClose={() => setOpen(false)} />}
    </>
  );
}

/** The actions on one sender ID. */
export function SenderRowMenu(props: SenderMenuProps) {
  return <Menu {...props} trigger={<RowMenuButton name={props.sender.value} />} />;
}
