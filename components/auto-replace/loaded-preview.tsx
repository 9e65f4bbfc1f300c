'use client';

import { useEffect, useState } from 'react';
import { callAction } from '@/components/form/call-action';
import { Callout } from '@/components/layout/notice';
import { Skeleton } from '@/components/layout/page';
import type { ActionResult } from '@/lib/actions/result';
import type { Pair } from '@/lib/replacements/rules';
import type { AutoReplaceMode } from '@/lib/text/auto-replace-modes';
import { TextPreview } from './text-preview';

/** The server action that returns the table of the account. */
export type ReadTable = (input: Record<string, never>) => Promise<ActionResult<Pair[]>>;

type LoadedPreviewProps = { mode: AutoReplaceMode; read: ReadTable };

/** The preview on pages that do not contain the account's table: loads it first. */
export function LoadedPreview({ mode, read }: LoadedPreviewProps) {
  const [table, setTable] = useState<ActionResult<Pair[]> | null>(null);
  useEffect(() => {
    void callAction(() => read({})).then(setTable);
  }, [read]);
  if (table === null) return <Skeleton className="h-24 w-full" />;
  if (!table.ok) return <Callout tone="bad">{table.error.message}</Callout>;
  return (
    <div className="rounded-control border p-3">
      <TextPreview mode={mode} pairs={table.data} />
    </div>
  );
}
