'use client';

import { useEffect, useState } from 'react';
import { callAction } from '@/components/form/report-failure';
import { Hint } from '@/components/layout/section';
import { Skeleton } from '@/components/ui/skeleton';
import type { ActionResult } from '@/lib/actions/result';
import type { AutoReplaceMode } from '@/lib/messages/auto-replace-modes';
import type { Pair } from '@/lib/replacements/rules';
import type { ReadTable } from './replacement-actions';
import { TextPreview } from './text-preview';

type LoadedPreviewProps = { mode: AutoReplaceMode; read: ReadTable };

/** The preview where the account's table is not on the page already. */
export function LoadedPreview({ mode, read }: LoadedPreviewProps) {
  const [table, setTable] = useState<ActionResult<Pair[]> | null>(null);
  useEffect(() => {
    void callAction(() => read({})).then(setTable);
  }, [read]);
  if (table === null) return <Skeleton className="h-24 w-full" />;
  if (!table.ok) return <Hint tone="bad">{table.error.message}</Hint>;
  return (
    <div className="rounded-control border p-3">
      <TextPreview mode={mode} pairs={table.data} />
    </div>
  );
}
