'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { ChoiceCard } from '@/components/form/choice-card';
import { Skeleton } from '@/components/layout/page';
import type { AddedKind } from '@/lib/carriers/schema';
import { NEW_HTTP, NEW_SMPP } from '../_form/default-values';

const loading = () => <Skeleton className="h-96 w-full" />;
const SmppForm = dynamic(() => import('../_form/smpp-form').then((module) => module.SmppForm), { loading });
const HttpForm = dynamic(() => import('../_form/http-form').then((module) => module.HttpForm), { loading });

/** The choice of the kind, then its form. */
export function NewCarrier() {
  const [kind, setKind] = useState<AddedKind>('smpp');
  return (
    <div className="space-y-4">
      <fieldset>
        <legend className="mb-1.5 font-medium">Kind</legend>
        <div className="grid gap-2.5 sm:grid-cols-2">
          <ChoiceCard
            name="kind"
            value="smpp"
            checked={kind === 'smpp'}
            onChange={() => setKind('smpp')}
            title="SMPP 3.4"
          >
            One or several lasting links, with receipts on the same link. What most carriers and aggregators offer.
          </ChoiceCard>
          <ChoiceCard name="kind" value="http" checked={kind === 'http'} onChange={() => setKind('http')} title="HTTP">
            One request per message, from a template. With presets for Kannel, Twilio, Messente and another Postern.
          </ChoiceCard>
        </div>
      </fieldset>
      {kind === 'smpp' ? <SmppForm values={NEW_SMPP} /> : <HttpForm values={NEW_HTTP} secretNames={[]} />}
    </div>
  );
}
