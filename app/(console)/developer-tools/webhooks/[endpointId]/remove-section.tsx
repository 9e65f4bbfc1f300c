'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { SectionCard } from '@/components/layout/section';
import { Button } from '@/components/ui/button';

const RemoveEndpointDialog = dynamic(() =>
  import('../_shared/remove-endpoint-dialog').then((module) => module.RemoveEndpointDialog),
);

export function RemoveSection({ id, name }: { id: string; name: string }) {
  const [removing, setRemoving] = useState(false);
  return (
    <SectionCard
      id="remove"
      title="Remove this endpoint"
      purpose="No more reports are sent to it. Its deliveries stay in the log."
      danger
      action={
        <Button variant="danger" onClick={() => setRemoving(true)}>
          Remove…
        </Button>
      }
    >
      <p className="text-soft">To stop it for a while, disable it at the top of this page instead.</p>
      {removing && <RemoveEndpointDialog id={id} name={name} onClose={() => setRemoving(false)} />}
    </SectionCard>
  );
}
