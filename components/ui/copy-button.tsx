'use client';

import { Check, Copy } from 'lucide-react';
import { type ComponentProps, useEffect, useState } from 'react';
import { Button } from './button';
import { cn } from './cn';
import { toast } from './toast';

const CONFIRM_MS = 2_000;

type CopyButtonProps = Omit<ComponentProps<typeof Button>, 'onClick' | 'children' | 'value'> & {
  /** The text to copy, or a function that returns it; null if it has already shown an error. */
  value: string | (() => Promise<string | null>);
  /** The accessible name. Without `iconOnly` it is also the text. */
  label?: string;
  iconOnly?: boolean;
  onCopied?: () => void;
};

/** Copies a text and confirms it for two seconds, also to screen readers. */
export function CopyButton({ value, label = 'Copy', iconOnly, onCopied, className, ...props }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), CONFIRM_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    const text = typeof value === 'string' ? value : await value();
    if (text === null) return;
    if (await writeClipboard(text)) {
      setCopied(true);
      onCopied?.();
    } else
      toast.error('Not copied', {
        description: 'The browser refused access to the clipboard. Select the text and copy it manually.',
      });
  }

  const Icon = copied ? Check : Copy;
  return (
    <Button
      {...props}
      onClick={copy}
      aria-label={iconOnly ? label : undefined}
      className={cn(copied && 'border-good! text-good!', iconOnly && 'border-transparent!', className)}
    >
      <Icon aria-hidden strokeWidth={1.75} />
      {!iconOnly && (copied ? 'Copied' : label)}
      <span role="status" className="sr-only">
        {copied ? 'Copied' : ''}
      </span>
    </Button>
  );
}

/** Writes to the clipboard. Browsers allow the clipboard API only on https and localhost, so there is a fallback. */
export async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.setAttribute('readonly', '');
  field.className = 'fixed top-0 left-0 opacity-0';
  // A modal dialog traps the focus, so the field must be inside of it.
  (document.querySelector('[role=dialog]') ?? document.body).append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  return copied;
}
