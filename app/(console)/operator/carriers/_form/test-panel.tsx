'use client';

import { CircleCheck, CircleX } from 'lucide-react';
import { useState } from 'react';
import { useCommand } from '@/components/form/call-action';
import { Field } from '@/components/form/field';
import { SectionCard } from '@/components/layout/section';
import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { Input } from '@/components/ui/input';
import type { ActionResult } from '@/lib/actions/result';
import type { CarrierTest } from '@/lib/carriers/test-carrier';

type TestPanelProps = { test: (to: string | null) => Promise<ActionResult<CarrierTest>>; kind: 'smpp' | 'http' };

const TEXTS = {
  smpp: {
    purpose: 'Binds with these settings, sends enquire_link and unbinds. Nothing is saved.',
    run: 'Test connection',
    running: 'Testing…',
  },
  http: {
    purpose: 'Shows the request of a sample message, with secrets masked. Nothing is saved.',
    run: 'Preview request',
    running: 'Rendering…',
  },
};

/** Tests settings before they are saved; with a number, a message is really sent. */
export function TestPanel({ test, kind }: TestPanelProps) {
  const [to, setTo] = useState('');
  const [result, setResult] = useState<CarrierTest | null>(null);
  const { pending, run } = useCommand();
  const texts = TEXTS[kind];
  const start = (number: string | null) => {
    setResult(null);
    run('The test did not run', () => test(number), setResult);
  };
  return (
    <SectionCard id="test" title="Test" purpose={texts.purpose}>
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <Button onClick={() => start(null)} disabled={pending}>
          {pending ? texts.running : texts.run}
        </Button>
        <div className="flex min-w-0 grow items-end gap-2 sm:max-w-96">
          <div className="min-w-0 grow">
            <Field label="Number for a real message" optional>
              {(control) => (
                <Input
                  {...control}
                  value={to}
                  onChange={(event) => setTo(event.target.value)}
                  onKeyDown={(event) => {
                    if (event.key !== 'Enter') return;
                    event.preventDefault();
                    if (to.trim() !== '') start(to);
                  }}
                  inputMode="tel"
                  autoComplete="off"
                  placeholder="+37255555555"
                />
              )}
            </Field>
          </div>
          <Button onClick={() => start(to)} disabled={pending || to.trim() === ''} className="h-9.5">
            Send a test
          </Button>
        </div>
      </div>
      <div role="status" className="mt-4 empty:mt-0">
        {result && <Result result={result} />}
      </div>
    </SectionCard>
  );
}

function Result({ result: { steps, request } }: { result: CarrierTest }) {
  return (
    <div className="space-y-3">
      {request !== null && <CodeBlock code={request} label="request" title="Request" />}
      <ul className="space-y-2">
        {steps.map(({ step, isOk, detail, ms }) => (
          <li key={step} className="flex gap-2.5">
            {isOk ? (
              <CircleCheck aria-label="succeeded" className="mt-0.5 size-4 shrink-0 text-good" strokeWidth={1.75} />
            ) : (
              <CircleX aria-label="failed" className="mt-0.5 size-4 shrink-0 text-bad" strokeWidth={1.75} />
            )}
            <p className="min-w-0 break-words">
              <span className="font-mono text-code">{step}</span>{' '}
              <span className={isOk ? 'text-soft' : 'text-bad'}>{detail}</span>{' '}
              <span className="text-small text-soft tabular-nums">{ms} ms</span>
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}
