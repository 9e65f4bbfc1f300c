import { CircleCheck, CircleX, type LucideIcon, TriangleAlert } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import type { Verification, VerificationStep } from '@/lib/webhooks/verification/verify';

const STATES: Record<VerificationStep['state'], { icon: LucideIcon; color: string; word: string }> = {
  ok: { icon: CircleCheck, color: 'text-good', word: 'right' },
  note: { icon: TriangleAlert, color: 'text-wait', word: 'a receiver would refuse it' },
  bad: { icon: CircleX, color: 'text-bad', word: 'wrong' },
};

/** The steps of a verification, and the text that was signed. */
export function VerificationResult({ result: { isValid, steps, signed } }: { result: Verification }) {
  const signature = steps.find(({ name }) => name === 'Signature');
  return (
    <section className="rounded-card border bg-card p-4 sm:p-5">
      <h2
        className={cn('mb-4 text-title', isValid ? 'text-good' : signature?.state === 'ok' ? 'text-wait' : 'text-bad')}
      >
        {isValid ? 'Valid' : signature?.state === 'ok' ? 'The signature is right, the time is not' : 'Not valid'}
      </h2>
      <ol className="space-y-3.5">
        {steps.map(({ name, state, text }) => {
          const { icon: Icon, color, word } = STATES[state];
          return (
            <li key={name} className="flex gap-3">
              <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', color)} strokeWidth={1.75} />
              <div className="min-w-0">
                <p className="font-medium">
                  {name}
                  <span className="sr-only">: {word}</span>
                </p>
                <p className="text-soft">{text}</p>
              </div>
            </li>
          );
        })}
      </ol>
      {signed !== null && (
        <div className="mt-4">
          <p className="mb-1.5 text-small text-soft">Signed text</p>
          <pre className="max-h-56 overflow-y-auto rounded-control border bg-well px-3 py-2 font-mono text-code break-all whitespace-pre-wrap">
            {signed}
          </pre>
        </div>
      )}
    </section>
  );
}
