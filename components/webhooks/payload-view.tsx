import { CopyButton } from '@/components/ui/copy-button';

type PayloadViewProps = {
  title: string;
  /** Shown and copied as it is: signatures cover these bytes. */
  text: string;
};

/** Headers or a body of a webhook, byte by byte, with a copy button. */
export function PayloadView({ title, text }: PayloadViewProps) {
  return (
    <div className="overflow-hidden rounded-control border bg-well">
      <div className="flex items-center justify-between gap-3 border-b py-0.5 pr-1 pl-3">
        <p className="text-small text-soft">{title}</p>
        <CopyButton value={text} label={`Copy the ${title.toLowerCase()}`} iconOnly variant="quiet" size="icon" />
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        tabIndex={0}
        className="max-h-80 overflow-y-auto px-3 py-2 font-mono text-code break-all whitespace-pre-wrap"
      >
        {text === '' ? <span className="text-soft">Empty.</span> : text}
      </pre>
    </div>
  );
}
