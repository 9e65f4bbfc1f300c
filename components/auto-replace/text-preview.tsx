'use client';

import { ArrowRight, LoaderCircle } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Textarea } from '@/components/ui/input';
import type { Pair } from '@/lib/replacements/rules';
import type { AutoReplaceMode } from '@/lib/text/auto-replace-modes';
import { distinctChanges, joined, type Part, replacedParts } from '@/lib/text/replaced-parts';
import { hasVisible } from '@/lib/text/visible';
import { SentText } from './sent-text';
import { TextCounter } from './text-counter';
import { useReplacementSteps } from './use-replacement-steps';
import { VisibleText } from './visible-text';

const EXAMPLE = 'Tere, Jüri! Teie pakk – “Nr. 7” – jõuab täna kell 18–20… Aitäh, et ootate. Žanna, Northwind';

/** The effect of a mode on a text, with its cost before and after. `pairs`: the account's table. */
export function TextPreview({ mode, pairs }: { mode: AutoReplaceMode; pairs: readonly Pair[] }) {
  const id = useId();
  const [text, setText] = useState(EXAMPLE);
  const result = useReplacementSteps(mode, pairs);
  return (
    <div className="grid min-w-0 gap-x-6 gap-y-4 lg:grid-cols-2">
      <div className="min-w-0">
        <label htmlFor={id} className="mb-1.5 block font-medium">
          Text to try
        </label>
        <Textarea
          id={id}
          rows={3}
          aria-describedby={`${id}-cost`}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <div id={`${id}-cost`} className="mt-1.5">
          <TextCounter text={text} />
        </div>
      </div>
      <div className="min-w-0">
        <p className="mb-1.5 font-medium">As it is sent</p>
        {result.state === 'ready' && (
          <Sent text={text} parts={replacedParts(text, result.steps)} final={mode === 'full'} />
        )}
        {result.state === 'loading' && (
          <p role="status" className="flex min-h-15 items-center gap-2 rounded-control bg-well px-3 py-2 text-soft">
            <LoaderCircle aria-hidden className="size-4 animate-spin" strokeWidth={1.75} /> Loading the similar
            characters…
          </p>
        )}
        {result.state === 'failed' && (
          <div
            role="alert"
            className="flex flex-wrap items-center gap-3 rounded-control bg-bad-tint px-3 py-2 text-bad"
          >
            The similar characters could not be loaded. Check the connection.
            <Button size="small" onClick={result.retry}>
              Try again
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

const MAX_SHOWN = 20;

function Sent({ text, parts, final }: { text: string; parts: readonly Part[]; final: boolean }) {
  const sent = joined(parts);
  const changes = distinctChanges(parts);
  return (
    <>
      <SentText parts={parts} />
      {text !== '' && !hasVisible(sent) && (
        <p role="alert" className="mt-1.5 rounded-control bg-bad-tint px-3 py-2 text-bad">
          Nothing visible is left: this message is refused.
        </p>
      )}
      <div role="status" className="mt-1.5">
        <TextCounter text={sent} final={final} />
      </div>
      <p className="mt-1 text-small leading-5 text-soft">
        {changes.length === 0 ? (
          'Nothing is replaced.'
        ) : (
          <>
            Replaced:{' '}
            <span className="inline-flex max-w-full flex-wrap gap-1 align-middle">
              {changes.slice(0, MAX_SHOWN).map((change) => (
                <ChangeChip key={`${change.before}\0${change.after}`} {...change} />
              ))}
            </span>
            {changes.length > MAX_SHOWN && ` and ${changes.length - MAX_SHOWN} more`}
          </>
        )}
      </p>
    </>
  );
}

function ChangeChip({ before, after }: { before: string; after: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1 rounded-[5px] bg-accent-tint px-1.5 text-ink">
      <VisibleText text={before} />
      <ArrowRight aria-label="becomes" className="size-3 shrink-0" strokeWidth={1.75} />
      {after === '' ? 'nothing' : <VisibleText text={after} />}
    </span>
  );
}
