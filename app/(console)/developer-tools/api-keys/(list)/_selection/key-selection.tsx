'use client';

import { createContext, type ReactNode, use, useEffect, useEffectEvent, useRef, useState } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { isTyping } from '../shortcuts';

export type SelectableKey = { id: string; name: string; enabled: boolean };

type Selection = {
  /** The selectable keys of this page, in the order of the rows. */
  keys: SelectableKey[];
  selected: SelectableKey[];
  /** Selects or deselects a key; with `extend`, all keys between it and the previous one. */
  toggle: (id: string, extend?: boolean) => void;
  setAll: (selected: boolean) => void;
};

const SelectionContext = createContext<Selection>({ keys: [], selected: [], toggle: () => {}, setAll: () => {} });

export const useSelection = () => use(SelectionContext);

/** Holds the selected keys. A key that is no longer on the page is no longer selected. */
export function KeySelection({ keys, children }: { keys: SelectableKey[]; children: ReactNode }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | null>(null);

  function toggle(id: string, extend = false) {
    const select = !chosen.has(id);
    const range = extend ? between(keys, anchor.current, id) : [id];
    const next = new Set(chosen);
    for (const each of range) select ? next.add(each) : next.delete(each);
    anchor.current = id;
    setChosen(next);
  }

  const setAll = (selected: boolean) => setChosen(new Set(selected ? keys.map(({ id }) => id) : []));
  const selected = keys.filter(({ id }) => chosen.has(id));
  useRowKeys({ toggle, clear: selected.length > 0 ? () => setAll(false) : null });
  return <SelectionContext value={{ keys, selected, toggle, setAll }}>{children}</SelectionContext>;
}

function between(keys: SelectableKey[], from: string | null, to: string): string[] {
  const ids = keys.map(({ id }) => id);
  const start = from ? ids.indexOf(from) : -1;
  const end = ids.indexOf(to);
  if (start < 0) return [to];
  return ids.slice(Math.min(start, end), Math.max(start, end) + 1);
}

/** `j` and `k` move between rows, `x` selects the row, Escape clears the selection. */
function useRowKeys({ toggle, clear }: { toggle: Selection['toggle']; clear: (() => void) | null }): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event)) return;
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-key-row]');
    if (event.key === 'j') focusRow(row, 1);
    else if (event.key === 'k') focusRow(row, -1);
    else if (event.key === 'x' && row?.dataset.keyRow) toggle(row.dataset.keyRow);
    else if (event.key === 'Escape' && clear) clear();
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

function focusRow(current: HTMLElement | null, step: 1 | -1): void {
  // Table and cards contain the same rows; one of them is hidden.
  const rows = [...document.querySelectorAll<HTMLElement>('[data-key-row]')].filter((row) => row.offsetParent !== null);
  const index = current ? rows.indexOf(current) + step : step === 1 ? 0 : rows.length - 1;
  const row = rows[Math.min(Math.max(index, 0), rows.length - 1)];
  const target = row?.querySelector<HTMLElement>('[data-row-focus]');
  target?.focus({ focusVisible: true } as FocusOptions);
  target?.scrollIntoView({ block: 'nearest' });
}

export function SelectRow({ id, name }: { id: string; name: string }) {
  const { selected, toggle } = useSelection();
  const extend = useRef(false);
  return (
    <Checkbox
      aria-label={`Select ${name}`}
      checked={selected.some((key) => key.id === id)}
      onClick={(event) => {
        extend.current = event.shiftKey;
      }}
      onChange={() => toggle(id, extend.current)}
    />
  );
}

export function SelectPage() {
  const { keys, selected, setAll } = useSelection();
  if (keys.length === 0) return null;
  const all = selected.length === keys.length;
  return (
    <Checkbox
      aria-label="Select all keys on this page"
      checked={all}
      indeterminate={selected.length > 0 && !all}
      onChange={() => setAll(!all)}
    />
  );
}
