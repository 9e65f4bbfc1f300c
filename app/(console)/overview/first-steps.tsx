import { ArrowRight, Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { curlSend } from '@/components/messages/curl-command';
import { cn } from '@/components/ui/cn';
import { CodeBlock } from '@/components/ui/code-block';
import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';
import type { FirstSteps } from '@/lib/messages/queries';

type FirstStepsCardProps = {
  steps: FirstSteps;
  url: string;
  /** Whether messages of live keys go to the simulator. */
  isSimulated: boolean;
};

/** The steps of a new account up to its first delivery report. Each step is marked as done automatically. */
export function FirstStepsCard({ steps, url, isSimulated }: FirstStepsCardProps) {
  const done = [steps.hasKey, steps.hasSent, steps.hasReport];
  return (
    <section className="rounded-card border bg-card">
      <header className="flex items-baseline justify-between gap-4 border-b px-5 py-4">
        <h2 className="text-title">First steps</h2>
        <p className="shrink-0 text-small text-soft tabular-nums">{done.filter(Boolean).length} of 3 done</p>
      </header>
      <ol className="divide-y">
        <Step number={1} done={steps.hasKey} title="Create a key">
          Each application sends with its own key. <StepLink href={routes.apiKeys()}>Open API Keys</StepLink>
        </Step>
        <Step number={2} done={steps.hasSent} title="Send a test SMS">
          {!steps.hasSent && 'Replace YOUR_KEY by your key. '}
          {isSimulated
            ? 'Messages to any number reach the simulator; some numbers '
            : 'A live key sends a real message. Those of a test key reach the simulator, where some numbers '}
          <Link href={routes.apiReference('simulator')} className="text-accent underline underline-offset-2">
            simulate failures
          </Link>
          .{!steps.hasSent && <CodeBlock code={curlSend(url)} label="command" title="Terminal" className="mt-3" />}
        </Step>
        <Step number={3} done={steps.hasReport} title="Receive a delivery report">
          Add <code className="font-mono text-code text-ink">"dlr_url"</code> to the request, and Postern posts a signed
          report there. <StepLink href={routes.apiReference('reports')}>How to verify it</StepLink>
          {!steps.hasReport && (
            <span className="block">
              Without a server of your own: <StepLink href={routes.webhookReceiver()}>Built-in receiver</StepLink>
            </span>
          )}
        </Step>
      </ol>
    </section>
  );
}

type StepProps = { number: number; done: boolean; title: string; children: ReactNode };

function Step({ number, done, title, children }: StepProps) {
  return (
    <li className="flex gap-4 px-5 py-4">
      <span
        className={cn(
          'grid size-6 shrink-0 place-items-center rounded-full text-small font-medium',
          done ? 'bg-good-tint text-good' : 'border text-soft',
        )}
      >
        {done ? <Check aria-hidden className="size-3.5" strokeWidth={2.25} /> : number}
      </span>
      <div className="min-w-0 flex-1 pt-0.5">
        <h3 className={cn('font-medium', done && 'text-soft')}>
          {title}
          {done && <span className="sr-only"> (done)</span>}
        </h3>
        <div className="mt-0.5 text-soft">{children}</div>
      </div>
    </li>
  );
}

function StepLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="inline-flex items-center gap-1 font-medium whitespace-nowrap text-accent">
      {children} <ArrowRight aria-hidden className="size-3.5" strokeWidth={1.75} />
    </Link>
  );
}
