import { Time } from '@/components/ui/time';

type LastErrorProps = { error: { at: Date; message: string } | null; now: string };

/** The last error of a carrier in words, with its time. */
export function LastError({ error, now }: LastErrorProps) {
  if (!error) return <span className="text-soft">none</span>;
  return (
    <span className="break-words">
      {error.message} <Time at={error.at.toISOString()} now={now} className="whitespace-nowrap text-soft" />
    </span>
  );
}
