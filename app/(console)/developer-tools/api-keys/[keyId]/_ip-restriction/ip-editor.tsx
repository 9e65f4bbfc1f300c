'use client';

import { Check, CircleAlert, LoaderCircle } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { cn } from '@/components/ui/cn';
import type { LinePreview, ListPreview, previewList, wouldAllow } from './list-preview';

type Tools = { previewList: typeof previewList; wouldAllow: typeof wouldAllow };

/** Loads the list parser after the page; returns null until it is loaded. */
export function useListTools(): Tools | null {
  const [tools, setTools] = useState<Tools | null>(null);
  useEffect(() => {
    import('./list-preview')
      .then(({ previewList, wouldAllow }) => setTools({ previewList, wouldAllow }))
      .catch(() => {});
  }, []);
  return tools;
}

/** Returns the parsed list; null until the parser is loaded. */
export function useListPreview(text: string, tools: Tools | null): ListPreview | null {
  const settled = useDeferredValue(text);
  return useMemo(() => tools?.previewList(settled) ?? null, [tools, settled]);
}

type IpEditorProps = {
  id: string;
  value: string;
  onChange: (value: string) => void;
  onBlur: () => void;
  preview: ListPreview | null;
  invalid: boolean;
  describedBy: string;
  disabled: boolean;
};

const LINE = 'h-6 leading-6';
const MIN_LINES = 5;

/** A text area with line numbers. Next to each line: the entry as it will be stored, or the error. */
export function IpEditor({ id, value, onChange, onBlur, preview, invalid, describedBy, disabled }: IpEditorProps) {
  const rows = Math.max(MIN_LINES, value.split('\n').length + (disabled ? 0 : 1));
  return (
    <div
      className={cn(
        'max-h-84 overflow-y-auto rounded-control border bg-card font-mono text-code transition-[border-color,box-shadow] duration-150 focus-within:border-accent focus-within:ring-3 focus-within:ring-accent-tint',
        invalid && 'border-bad',
      )}
    >
      <div className="flex min-w-0">
        <div aria-hidden className="shrink-0 border-r bg-well py-2 pr-2 pl-3 text-right text-faint select-none">
          {Array.from({ length: rows }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number.
            <div key={i} className={LINE}>
              {i + 1}
            </div>
          ))}
        </div>
        <textarea
          id={id}
          rows={rows}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-invalid={invalid || undefined}
          aria-describedby={describedBy}
          disabled={disabled}
          placeholder="203.0.113.0/24"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          onBlur={onBlur}
          className="min-w-0 flex-1 resize-none overflow-x-auto overflow-y-hidden bg-transparent px-3 py-2 leading-6 text-ink outline-none max-sm:text-base max-sm:leading-6"
        />
        <div aria-hidden className="w-8 shrink-0 border-l bg-well py-2 pl-2 sm:w-[46%] sm:pl-3">
          {preview?.lines.map((line) => (
            <LineMark key={line.line} line={line} />
          ))}
        </div>
      </div>
    </div>
  );
}

function LineMark({ line }: { line: LinePreview }) {
  if (line.text === '') return <div className={LINE} />;
  const [problem] = line.problems;
  const note = problem ? problem.message : line.entries.join(', ');
  return (
    <div className={cn(LINE, 'flex items-center gap-2 pr-2', problem ? 'text-bad' : 'text-soft')} title={note}>
      {problem ? (
        <CircleAlert className="size-3.5 shrink-0" strokeWidth={2} />
      ) : (
        <Check className="size-3.5 shrink-0 text-good" strokeWidth={2} />
      )}
      <span className={cn('hidden truncate sm:block', problem && 'font-sans text-small')}>{note}</span>
    </div>
  );
}

/** The number of entries and the errors as text, for screen readers and narrow windows. */
export function ListNotes({ id, preview, error }: { id: string; preview: ListPreview | null; error?: string }) {
  const invalid = preview?.lines.filter((line) => line.problems.length > 0) ?? [];
  return (
    <div id={id} aria-live="polite" className="mt-2 space-y-1.5 text-small">
      {preview === null ? (
        <p className="flex items-center gap-1.5 text-soft">
          <LoaderCircle aria-hidden className="size-3.5 animate-spin" /> Checking the list…
        </p>
      ) : (
        <p className="text-soft">
          {preview.entries.length === 1 ? '1 entry' : `${preview.entries.length} entries`}
          {preview.problems > 0 && `, ${preview.problems} invalid`}. One address or range per line, IPv4 or IPv6; a
          pasted list with commas or spaces also works.
        </p>
      )}
      {invalid.length > 0 && (
        <ul className="space-y-1 text-bad">
          {invalid.flatMap(({ line, problems }) =>
            problems.map(({ text, message }) => (
              <li key={`${line} ${text}`} className="break-words">
                Line {line}, “<span className="font-mono">{text}</span>”: {message}
              </li>
            )),
          )}
        </ul>
      )}
      {error && invalid.length === 0 && <p className="text-bad">{error}</p>}
    </div>
  );
}
