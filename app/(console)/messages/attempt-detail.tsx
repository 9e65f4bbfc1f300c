import type { ReactNode } from 'react';
import { WEBHOOK_ERRORS } from '@/lib/webhooks/rules';

type AttemptDetailProps = {
  attempt: {
    durationMs: number;
    httpStatus: number | null;
    error: string | null;
    response: string | null;
    url: string;
  };
};

/** The response to one attempt of a webhook, or why there is none. */
export function AttemptDetail({ attempt: { durationMs, httpStatus, error, response, url } }: AttemptDetailProps) {
  return (
    <>
      {httpStatus === null ? webhookError(error) : <Mono>HTTP {httpStatus}</Mono>} after <Mono>{durationMs} ms</Mono>
      <span className="block font-mono text-code break-all">{url}</span>
      {response && (
        <pre className="mt-1.5 max-h-40 overflow-y-auto rounded-control border bg-well px-3 py-2 font-mono text-code break-all whitespace-pre-wrap">
          {response}
        </pre>
      )}
    </>
  );
}

function webhookError(error: string | null): string {
  if (error === null) return 'No response';
  return error in WEBHOOK_ERRORS ? WEBHOOK_ERRORS[error as keyof typeof WEBHOOK_ERRORS] : error;
}

function Mono({ children }: { children: ReactNode }) {
  return <span className="font-mono text-code break-all">{children}</span>;
}
