'use client';

import { useState } from 'react';
import { Field } from '@/components/form/field';
import { Textarea } from '@/components/ui/input';
import { autoReplace, DEFAULT_REPLACEMENTS } from '@/lib/messages/auto-replace';
import type { AutoReplaceMode } from '@/lib/messages/auto-replace-modes';
import { measure } from '@/lib/messages/text';

const EXAMPLE = 'Tere, Jüri! Teie pakk – “Nr. 7” – jõuab täna kell 18–20… Aitäh, et ootate. Žanna, Northwind';

/** What a mode makes of a text, with what it costs before and after. */
export function AutoReplacePreview({ mode }: { mode: AutoReplaceMode }) {
  const [text, setText] = useState(EXAMPLE);
  const sent = autoReplace(text, mode, DEFAULT_REPLACEMENTS);
  return (
    <div className="rounded-control border p-3">
      <Field label="Text to try" hint={cost(text)}>
        {(control) => <Textarea {...control} rows={2} value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <div role="status" className="mt-3">
        <p className="font-medium">As it is sent</p>
        <p className="mt-1.5 rounded-control bg-well px-3 py-2 break-words whitespace-pre-wrap">{sent}</p>
        <p className="mt-1.5 text-small text-soft">
          {cost(sent)}
          {sent === text ? ' Nothing was replaced.' : ''}
        </p>
      </div>
    </div>
  );
}

function cost(text: string): string {
  const { encoding, segments } = measure(text);
  return `${segments} ${segments === 1 ? 'segment' : 'segments'} in ${encoding === 'gsm7' ? 'GSM-7' : 'UCS-2'}.`;
}
