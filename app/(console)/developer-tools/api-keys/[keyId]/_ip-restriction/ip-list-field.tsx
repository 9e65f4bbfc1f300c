'use client';

import { Plus } from 'lucide-react';
import { useId } from 'react';
import { Callout } from '@/components/layout/notice';
import { Button } from '@/components/ui/button';
import type { IpMode } from '@/lib/keys/ip-restriction';
import { IpEditor, ListNotes, useListPreview, useListTools } from './ip-editor';

type IpListFieldProps = {
  value: string;
  mode: IpMode;
  active: boolean;
  /** The address of this browser, as the server sees it. */
  currentIp: string | null;
  error: string | undefined;
  disabled: boolean;
  onChange: (list: string) => void;
};

/** The list editor with the notes on what the list would do. */
export function IpListField({ value, mode, active, currentIp, error, disabled, onChange }: IpListFieldProps) {
  const id = useId();
  const notes = `${id}-notes`;
  const tools = useListTools();
  const preview = useListPreview(value, tools);
  const refusesThisBrowser =
    active && tools && preview && preview.entries.length > 0 && currentIp !== null
      ? !tools.wouldAllow(preview.entries, mode, currentIp)
      : false;
  return (
    <div>
      <div className="mb-1.5 flex flex-wrap items-center justify-between gap-2">
        <label htmlFor={id} className="font-medium">
          {mode === 'allow' ? 'Allowed addresses' : 'Blocked addresses'}
        </label>
        {!disabled && currentIp && (
          <Button size="small" onClick={() => onChange(withLine(value, currentIp))}>
            <Plus aria-hidden strokeWidth={1.75} /> Add my current address
          </Button>
        )}
      </div>
      <IpEditor
        id={id}
        value={value}
        onChange={onChange}
        onBlur={() => {}}
        preview={preview}
        invalid={(preview?.problems ?? 0) > 0 || error !== undefined}
        describedBy={notes}
        disabled={disabled}
      />
      <ListNotes id={notes} preview={preview} error={error} />
      <div className="mt-2 space-y-2 empty:hidden">
        {preview?.matchesAll && (
          <Callout tone="wait">
            {mode === 'allow'
              ? '0.0.0.0/0 matches every IPv4 and IPv6 address: the key is not restricted.'
              : '0.0.0.0/0 matches every IPv4 and IPv6 address: all requests are refused.'}
          </Callout>
        )}
        {refusesThisBrowser && (
          <Callout>
            Your own address, <span className="font-mono text-code">{currentIp}</span>, would be refused. That is fine
            if your applications run elsewhere.
          </Callout>
        )}
      </div>
    </div>
  );
}

/** Returns `list` with the line `entry`, added once. */
function withLine(list: string, entry: string): string {
  const lines = list.split('\n').filter((line) => line.trim() !== '');
  return lines.includes(entry) ? list : [...lines, entry].join('\n');
}
