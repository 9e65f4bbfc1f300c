'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useTheme } from 'next-themes';
import type { ReactElement } from 'react';
import { DropdownMenuItem, OpenMenu } from '@/components/ui/dropdown-menu';

export function ThemeMenuContent({ trigger }: { trigger: ReactElement }) {
  const { setTheme } = useTheme();
  return (
    <OpenMenu trigger={trigger}>
      <DropdownMenuItem onSelect={() => setTheme('light')}>
        <Sun aria-hidden strokeWidth={1.75} /> Light
      </DropdownMenuItem>
      <DropdownMenuItem onSelect={() => setTheme('dark')}>
        <Moon aria-hidden strokeWidth={1.75} /> Dark
      </DropdownMenuItem>
      <DropdownMenuItem onSelect={() => setTheme('system')}>
        <Monitor aria-hidden strokeWidth={1.75} /> System
      </DropdownMenuItem>
    </OpenMenu>
  );
}
