import { Check } from 'lucide-react';
import { cn } from '@/components/ui/cn';

const STEPS = [
  { title: 'Describe your organization', text: 'Who you are, and what you will send to whom.' },
  {
    title: 'The operator decides',
    text: 'The decision of the operator of this installation appears here and on Overview.',
  },
  { title: 'Create keys', text: 'From then on administrators create API keys.' },
];

/** The steps up to the first key; the first `done` ones are complete. */
export function VerificationSteps({ done }: { done: number }) {
  return (
    <section className="rounded-card border bg-card p-5">
      <h2 className="font-semibold">How it works</h2>
      <ol className="mt-4 space-y-4">
        {STEPS.map(({ title, text }, index) => (
          <li key={title} className="flex gap-3">
            <span
              className={cn(
                'grid size-6 shrink-0 place-items-center rounded-full text-small font-medium',
                index < done ? 'bg-good-tint text-good' : 'border text-soft',
                index === done && 'border-accent text-accent',
              )}
            >
              {index < done ? <Check aria-hidden className="size-3.5" strokeWidth={2.25} /> : index + 1}
            </span>
            <div className="min-w-0 pt-0.5">
              <h3 className={cn('font-medium', index < done && 'text-soft')}>
                {title}
                {index < done && <span className="sr-only"> (done)</span>}
              </h3>
              <p className="mt-0.5 text-soft">{text}</p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
