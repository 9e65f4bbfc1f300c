'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useShortcut } from './shortcut';

const ShortcutDialog = dynamic(() => import('./shortcut-dialog').then((module) => module.ShortcutDialog));

/** `?` lists the keyboard's shortcuts. */
export function ShortcutHelp({ manages }: { manages: boolean }) {
  const [open, setOpen] = useState(false);
  useShortcut('?', true, () => setOpen(true));
  return open && <ShortcutDialog manages={manages} onClose={() => setOpen(false)} />;
}
