import type { ReactNode } from 'react';
import { cn } from './cn';
import { CopyButton } from './copy-button';

type CodeBlockProps = { code: string; label: string; title?: ReactNode; className?: string };

/** Code with a copy button. Long lines wrap, so that nothing scrolls horizontally. */
export function CodeBlock({ code, label, title, className }: CodeBlockProps) {
  return (
    <div className={cn('overflow-hidden rounded-card border bg-well text-left', className)}>
      <div className="flex items-center justify-between gap-3 border-b py-1 pr-1 pl-4">
        <p className="text-small text-soft">{title ?? label}</p>
        <CopyButton value={code} label={`Copy ${label}`} iconOnly variant="quiet" size="icon" />
      </div>
      <pre className="px-4 py-3 font-mono text-code break-words whitespace-pre-wrap text-ink">{code}</pre>
    </div>
  );
}
