import { Moon, Sun } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Button } from '@/components/ui/button';

export function ThemeButton(props: ComponentProps<typeof Button>) {
  return (
    <Button look="quiet" size="icon" aria-label="Theme" {...props}>
      <Moon aria-hidden className="dark:hidden" strokeWidth={1.75} />
      <Sun aria-hidden className="hidden dark:block" strokeWidth={1.75} />
    </Button>
  );
}
