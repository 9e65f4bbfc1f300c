'use client';

import { Plus } from 'lucide-react';
import { useId } from 'react';
import { Hint } from '@/components/layout/section';
import { Button } from '@/components/ui/button';
import type { IpMode } from '@/lib/keys/ip-modes';
import { IpEditor, ListNotes, useListPreview, useListTools } from './ip-editor';

type IpListFieldProps = {
  value: string;
  mode: IpMode;
  active: boolean;
  /** The person's own address, as the server sees it. */
  currentIp: string | null;
  error: string | undefined;
  disabled: boolean;
  onChange: (list: string) => void;
};

/** The list with what it comes to, and what to know about it before it is saved. */
export function IpListField({ value, mode, active, currentIp, error, disabled, onChange }: IpListFieldProps) {
  const id = useId();
  const notes = `${id}-notes`;
  const tools = useListTools();
  const preview = useListPreview(value, tools);
  const refusesMe =
    active && tools && preview && preview.entries.length > 0 && currentIp !== null
      ? !tools.wouldLetIn(preview.entries, mode, currentIp)
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
        {preview?.everyone && (
          <Hint tone="wait">
            {mode === 'allow'
              ? '0.0.0.0/0 means anyone, from any IPv4 or IPv6 address: the key is not restricted.'
              : '0.0.0.0/0 means anyone, from any IPv4 or IPv6 address: nobody is let in.'}
          </Hint>
        )}
        {refusesMe && (
          <Hint>
            Your own address, <span className="font-mono text-code">{currentIp}</span>, would be refused. That is fine
            if your applications run elsewhere.
          </Hint>
        )}
      </div>
    </div>
  );
}

/** `list` with `entry` on a line of its own, once. */
function withLine(list: string, entry: string): string {
  const lines = list.split('\n').filter((line) => line.trim() !== '');
  return lines.includes(entry) ? list : [...lines, entry].join('\n');
}
