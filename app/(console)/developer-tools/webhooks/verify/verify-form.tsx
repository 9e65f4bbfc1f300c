'use client';

import { Lock } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Field } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { Input, Textarea } from '@/components/ui/input';
import type { Verification } from '@/lib/webhooks/verification/verify';
import { takeExample } from '../_shared/verify-example';
import { VerificationResult } from './verification-result';

const HEADERS = 'webhook-id: 019a9f3e-…\nwebhook-timestamp: 1795167001\nwebhook-signature: v1,K5oZfzN95Z9UVu1E…';

/** Verifies pasted headers and body. All of it runs in the browser. */
export function VerifyForm() {
  const [result, setResult] = useState<Verification | null>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const example = takeExample();
    const field = (name: string) => form.current?.elements.namedItem(name) as HTMLTextAreaElement;
    if (!example) return;
    field('headers').value = example.headers;
    field('body').value = example.body;
    field('secret').focus();
  }, []);

  async function verify(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const text = (name: string) => String(fields.get(name) ?? '');
    // A form submits line breaks as CRLF; the body was received with its own.
    const body = (event.currentTarget.elements.namedItem('body') as HTMLTextAreaElement).value;
    const { verifyPasted } = await import('@/lib/webhooks/verification/verify');
    setResult(await verifyPasted({ headers: text('headers'), body, secret: text('secret') }, new Date()));
  }

  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <form ref={form} onSubmit={verify} className="min-w-0 space-y-4 rounded-card border bg-card p-4 sm:p-5">
        <Field label="Headers" hint="One a line, as JSON, or as curl shows them. Others are ignored.">
          {(control) => (
            <Textarea {...control} name="headers" rows={4} spellCheck={false} placeholder={HEADERS} className={MONO} />
          )}
        </Field>
        <Field label="Body" hint="The bytes of the request as they arrived, before a framework parsed them.">
          {(control) => (
            <Textarea
              {...control}
              name="body"
              rows={8}
              spellCheck={false}
              placeholder={'{"type":"message.delivered",…}'}
              className={MONO}
            />
          )}
        </Field>
        <Field
          label="Secret or public key"
          hint={
            <span className="flex gap-1.5">
              <Lock aria-hidden className="mt-px size-3.5 shrink-0" strokeWidth={1.75} />
              It stays in this browser: nothing on this page is sent.
            </span>
          }
        >
          {(control) => (
            <Input
              {...control}
              name="secret"
              type="password"
              autoComplete="off"
              spellCheck={false}
              placeholder="whsec_… or whpk_…"
              className="font-mono sm:text-code"
            />
          )}
        </Field>
        <div className="flex justify-end">
          <Button variant="primary" type="submit">
            Verify
          </Button>
        </div>
      </form>
      <div role="status" className="min-w-0">
        {result ? <VerificationResult result={result} /> : <Explanation />}
      </div>
    </div>
  );
}

const MONO = 'font-mono sm:text-code! break-all';

function Explanation() {
  return (
    <div className="rounded-card border bg-card p-4 text-soft sm:p-5">
      <h2 className="mb-2 font-semibold text-ink">What is verified</h2>
      <ol className="list-decimal space-y-1.5 pl-4.5">
        <li>
          The headers <Mono>webhook-id</Mono>, <Mono>webhook-timestamp</Mono> and <Mono>webhook-signature</Mono> are
          there.
        </li>
        <li>The time is within 5 minutes, so that a copy cannot be sent again later.</li>
        <li>
          The signature is that of <Mono>id.timestamp.body</Mono>: HMAC-SHA256 with the secret (v1), or Ed25519 (v1a).
        </li>
      </ol>
      <p className="mt-3">
        If it does not match, common causes are tried: line breaks, JSON that a framework wrote again, base64.
      </p>
    </div>
  );
}

function Mono({ children }: { children: string }) {
  return <span className="font-mono text-code break-words text-ink">{children}</span>;
}
