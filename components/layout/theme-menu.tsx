'use client';

import { Moon, Sun } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { onDemand } from '@/components/ui/on-demand';

const Menu = onDemand('menu', async () => (await import('./theme-menu-content')).ThemeMenuContent);

export function ThemeMenu() {
  return (
    <Menu
      trigger={
        <Button variant="quiet" size="icon" aria-label="Theme">
          <Moon aria-hidden className="dark:hidden" strokeWidth={1.75} />
          <Sun aria-hidden className="hidden dark:block" strokeWidth={1.75} />
        </Button>
      }
    />
  );
}
