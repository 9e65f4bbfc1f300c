import { Ellipsis } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Button } from './button';

/** The button of a row's menu. `name`: the name of the row. */
export function RowMenuButton({ name, ...props }: { name: string } & ComponentProps<typeof Button>) {
  return (
    <Button variant="quiet" size="icon" aria-label={`Actions for ${name}`} {...props}>
      <Ellipsis aria-hidden strokeWidth={1.75} />
    </Button>
  );
}
