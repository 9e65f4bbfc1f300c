import { CircleAlert } from 'lucide-react';

/** Why the form was not accepted, where no single field is to blame. Read out when it appears. */
export function FormError({ message }: { message?: string }) {
  return (
    <div role="alert">
      {message && (
        <p className="flex gap-2.5 rounded-control bg-bad-tint px-3 py-2.5 text-bad">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
          {message}
        </p>
      )}
    </div>
  );
}
