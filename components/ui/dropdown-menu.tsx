'use client';

import { Check } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ComponentProps, ReactElement, ReactNode } from 'react';
import { cn } from './cn';

type OpenMenuProps = { trigger: ReactElement; align?: 'start' | 'end'; className?: string; children: ReactNode };

/**
 * A menu that is open from its first render on: its code is loaded by the first click on the trigger. Not modal, so that
 * the page can still be read and scrolled.
 */
export function OpenMenu({ trigger, align = 'end', className, children }: OpenMenuProps) {
  return (
    <Radix.Root modal={false} defaultOpen>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={cn('floating z-50 min-w-44 rounded-card border bg-card p-1 shadow-float', className)}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function DropdownMenuItem({
  className,
  danger,
  ...props
}: ComponentProps<typeof Radix.Item> & { danger?: boolean }) {
  return (
    <Radix.Item
      className={cn(
        'flex h-9 w-full items-center gap-2.5 rounded-[8px] px-2.5 outline-none select-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover [&_svg]:size-4',
        danger ? 'text-bad' : 'text-ink',
        className,
      )}
      {...props}
    />
  );
}

export function DropdownMenuSeparator() {
  return <Radix.Separator className="my-1 h-px bg-line" />;
}

export const DropdownMenuRadioGroup = Radix.RadioGroup;

const choiceClass =
  'relative flex h-9 w-full items-center rounded-[8px] pr-8 pl-2.5 outline-none select-none data-[highlighted]:bg-hover';

/** One of several choices; the selected one has a check mark. */
export function DropdownMenuRadioItem({ children, ...props }: ComponentProps<typeof Radix.RadioItem>) {
  return (
    <Radix.RadioItem className={choiceClass} {...props}>
      {children}
      <CheckMark />
    </Radix.RadioItem>
  );
}

/** A setting that is on or off. Selecting it keeps the menu open. */
export function DropdownMenuCheckboxItem({ children, ...props }: ComponentProps<typeof Radix.CheckboxItem>) {
  return (
    <Radix.CheckboxItem className={choiceClass} onSelect={(event) => event.preventDefault()} {...props}>
      {children}
      <CheckMark />
    </Radix.CheckboxItem>
  );
}

function CheckMark() {
  return (
    <Radix.ItemIndicator className="absolute right-2.5">
      <Check aria-hidden className="size-4 text-accent" strokeWidth={2} />
    </Radix.ItemIndicator>
  );
}
