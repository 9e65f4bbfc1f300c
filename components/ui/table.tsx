import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

/** A card around a table. The head sticks below the top bar while the page scrolls. */
export function TableCard({
  children,
  footer,
  className,
}: {
  children: ReactNode;
  footer?: ReactNode;
  className?: string;
}) {
  return (
    <div className={cn('rounded-card border bg-card', className)}>
      <table className="w-full border-separate border-spacing-0 text-left">{children}</table>
      {footer}
    </div>
  );
}

export function Th({ className, ...props }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={cn(
        'sticky top-14 z-10 h-10 border-b bg-card px-2 text-small font-medium whitespace-nowrap text-soft first:rounded-tl-card first:pl-4 last:rounded-tr-card last:pr-4',
        className,
      )}
      {...props}
    />
  );
}

/** The head of the column of buttons, with a text for screen readers only. */
export function ThActions({ className }: { className?: string }) {
  return (
    <Th className={className}>
      <span className="sr-only">Actions</span>
    </Th>
  );
}

export function Tr({ className, ...props }: ComponentProps<'tr'>) {
  return (
    <tr
      className={cn('group/row transition-colors duration-150 focus-within:bg-hover hover:bg-hover', className)}
      {...props}
    />
  );
}

export function Td({ className, ...props }: ComponentProps<'td'>) {
  return (
    <td
      className={cn('h-11 border-b px-2 align-middle group-last/row:border-b-0 first:pl-4 last:pr-4', className)}
      {...props}
    />
  );
}
