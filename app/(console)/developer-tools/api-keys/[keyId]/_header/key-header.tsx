'use client';

import { Pencil } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { onDemand } from '@/components/ui/on-demand';
import { RowMenuButton } from '@/components/ui/row-menu-button';
import { Time } from '@/components/ui/time';
import { formatCount } from '@/lib/base/format';
import type { KeyType } from '@/lib/keys/schema';
import { CopyKeyButton, KeyStatusSwitch } from '../../_shared/key-controls';
import { KEY_TYPE_NAMES } from '../../_shared/key-labels';
import { RotateButton } from '../_rotation/rotation-section';
import type { SectionProps } from '../load-key';

const KeyMenu = onDemand<SectionProps>('menu', async () => (await import('./key-menu')).KeyMenu);
const RenameDialog = dynamic(() => import('./rename-dialog').then((module) => module.RenameDialog));

/** The label of the public half of each type. */
const VALUE_NAMES: Record<KeyType, string> = { auth: 'API auth key', basic: 'Key id', hmac: 'Key id' };

/** Name, status and main actions of the key. */
export function KeyHeader(props: SectionProps) {
  const { detail, manages } = props;
  const [renaming, setRenaming] = useState(false);
  return (
    <header className="mb-5">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1.5">
            <h1 className="min-w-0 text-display break-words">{detail.name}</h1>
            <Badge>{KEY_TYPE_NAMES[detail.type]}</Badge>
            {detail.environment === 'test' && <Badge tone="accent">test</Badge>}
            {detail.status === 'expired' && <Badge tone="bad">Expired</Badge>}
            {manages && (
              <Button variant="quiet" size="icon" aria-label="Rename" onClick={() => setRenaming(true)}>
                <Pencil aria-hidden strokeWidth={1.75} />
              </Button>
            )}
          </div>
          {detail.description && <p className="mt-1 max-w-160 break-words text-soft">{detail.description}</p>}
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <span className="mr-2">
            <KeyStatusSwitch id={detail.id} name={detail.name} enabled={detail.enabled} disabled={!manages} />
          </span>
          {manages && <RotateButton detail={detail} />}
          <KeyMenu {...props} trigger={<RowMenuButton name={detail.name} />} />
        </div>
      </div>
      <HeaderFacts {...props} />
      {renaming && <RenameDialog detail={detail} onClose={() => setRenaming(false)} />}
    </header>
  );
}

const COPY_NOTES = { shown_once: 'was shown once', beyond_reader: 'only administrators copy it' };

function HeaderFacts({ detail, now }: SectionProps) {
  const facts = [
    {
      name: VALUE_NAMES[detail.type],
      value: (
        <span className="flex h-7 items-center gap-1">
          <span className="truncate font-mono text-code">{detail.masked}</span>
          {detail.copyable && <CopyKeyButton id={detail.id} name={detail.name} />}
        </span>
      ),
      note: detail.notCopyable && COPY_NOTES[detail.notCopyable],
    },
    {
      name: 'Created',
      value: <Time at={detail.createdAt.toISOString()} now={now} show="date" />,
      note: detail.createdBy && `by ${detail.createdBy}`,
    },
    {
      name: 'Last used',
      value: detail.lastUsedAt ? <Time at={detail.lastUsedAt.toISOString()} now={now} /> : 'never',
      note: detail.lastUsedIp && <span className="font-mono">{detail.lastUsedIp}</span>,
    },
    { name: 'Times used', value: <span className="tabular-nums">{formatCount(detail.timesUsed)}</span>, note: null },
    {
      name: 'Expires',
      value: detail.expiresAt ? <Time at={detail.expiresAt.toISOString()} now={now} show="date" /> : 'never',
      note: detail.expiresAt && <Time at={detail.expiresAt.toISOString()} now={now} />,
    },
  ];
  return (
    <dl className="mt-5 grid grid-cols-2 gap-px overflow-hidden rounded-card border bg-line sm:grid-cols-[1.4fr_1fr_1fr_1fr_1fr]">
      {facts.map(({ name, value, note }) => (
        <div key={name} className="min-w-0 bg-card px-4 py-3 max-sm:first:col-span-2">
          <dt className="text-small text-soft">{name}</dt>
          <dd className="mt-0.5 min-h-7 leading-7">
            {value}
            {note && <span className="block truncate text-small text-soft">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
