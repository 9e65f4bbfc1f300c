'use client';

import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { SenderActions } from './sender-actions';

// The modal's machinery is loaded when it opens, not with the page.
const RequestSenderForm = dynamic(() => import('./request-sender-form').then((module) => module.RequestSenderForm));

type RequestSenderProps = { request: SenderActions['request']; operator: boolean };

/** "Request sender ID", and the form behind it. An operator adds one: what they ask for is approved. */
export function RequestSender({ request, operator }: RequestSenderProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="primary" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Plus aria-hidden strokeWidth={1.75} />
        {operator ? 'Add sender ID' : 'Request sender ID'}
      </Button>
      {open && <RequestSenderForm request={request} operator={operator} onClose={() => setOpen(false)} />}
    </>
  );
}
