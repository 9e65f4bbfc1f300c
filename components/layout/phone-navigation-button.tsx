import { Menu } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Button } from '@/components/ui/button';

export function PhoneNavigationButton(props: ComponentProps<typeof Button>) {
  return (
    <Button look="quiet" size="icon" aria-label="Open navigation" className="-ml-1.5 md:hidden" {...props}>
      <Menu aria-hidden strokeWidth={1.75} />
    </Button>
  );
}
