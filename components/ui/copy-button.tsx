'use client';

import { Check, Copy } from 'lucide-react';
import { type ComponentProps, useEffect, useState } from 'react';
import { Button } from './button';
import { cn } from './cn';
import { toast } from './toast';

const CONFIRM_MS = 2_000;

type CopyButtonProps = Omit<ComponentProps<typeof Button>, 'onClick' | 'children' | 'value'> & {
  /** What is copied, or how to get it. A getter answers null when it has told the user why there is nothing. */
  value: string | (() => Promise<string | null>);
  /** What the button is called. Without `iconOnly` it is also its text. */
  label?: string;
  iconOnly?: boolean;
  onCopied?: () => void;
};

/** Copies, and says so for two seconds, to the eye and to screen readers. */
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
    } else toast.error('Not copied', { description: 'The browser refused. Select the text and copy it by hand.' });
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

/** Browsers give the clipboard only to https and localhost; elsewhere the old way still works. */
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
  // A modal dialog keeps the focus inside itself, so the field must stand there.
  (document.querySelector('[role=dialog]') ?? document.body).append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  return copied;
}
