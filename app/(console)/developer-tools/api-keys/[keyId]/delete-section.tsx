'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { SectionCard } from '@/components/layout/section';
import { Button } from '@/components/ui/button';
import type { SectionProps } from './load-key';

const DeleteByNameDialog = dynamic(() => import('./delete-by-name-dialog').then((module) => module.DeleteByNameDialog));

export function DeleteSection({ detail }: SectionProps) {
  const [deleting, setDeleting] = useState(false);
  return (
    <SectionCard
      id="delete"
      title="Delete this key"
      purpose="Its secret is erased and its next request is refused. This cannot be undone. Its messages stay."
      danger
      action={
        <Button variant="danger" onClick={() => setDeleting(true)}>
          Delete…
        </Button>
      }
    >
      <p className="text-soft">To stop it for a while, disable it at the top of this page instead.</p>
      {deleting && <DeleteByNameDialog detail={detail} onClose={() => setDeleting(false)} />}
    </SectionCard>
  );
}
