'use client';

import dynamic from 'next/dynamic';
import { useEffect, useEffectEvent, useState } from 'react';

const ShortcutDialog = dynamic(() => import('./shortcut-dialog').then((module) => module.ShortcutDialog));

/** Returns whether the key event belongs to a field, menu or dialog. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  const isField = target.closest(
    'input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog], [role=menu]',
  );
  return isField !== null;
}

/** Calls `run` when `key` is pressed outside of fields, menus and dialogs. */
export function useShortcut(key: string, active: boolean, run: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event)) return;
    event.preventDefault();
    run();
  });
  useEffect(() => {
    if (!active) return;
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [active]);
}

/** Lists the keyboard shortcuts when `?` is pressed. */
export function ShortcutHelp({ manages }: { manages: boolean }) {
  const [open, setOpen] = useState(false);
  useShortcut('?', true, () => setOpen(true));
  return open && <ShortcutDialog manages={manages} onClose={() => setOpen(false)} />;
}
