import { Columns3 } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Button } from '@/components/ui/button';

export function ColumnsButton(props: ComponentProps<typeof Button>) {
  return (
    <Button {...props} className="px-3! font-normal! max-sm:hidden">
      <Columns3 aria-hidden strokeWidth={1.75} /> Columns
    </Button>
  );
}
