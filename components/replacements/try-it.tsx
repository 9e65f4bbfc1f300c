'use client';

import { useState } from 'react';
import { ChoiceCard } from '@/components/form/choice-card';
import type { AutoReplaceMode } from '@/lib/messages/auto-replace-modes';
import type { Pair } from '@/lib/replacements/rules';
import { MODES } from './modes';
import { TextPreview } from './text-preview';

/** What each mode does, on a text of one's own. */
export function TryIt({ pairs }: { pairs: readonly Pair[] }) {
  const [chosen, setChosen] = useState<AutoReplaceMode>('on');
  return (
    <div className="space-y-4">
      <fieldset>
        <legend className="sr-only">Mode to try</legend>
        <div className="grid gap-2 sm:grid-cols-3">
          {MODES.map(({ mode, title, meaning }) => (
            <ChoiceCard
              key={mode}
              name="try-mode"
              title={title}
              checked={chosen === mode}
              onChange={() => setChosen(mode)}
            >
              {meaning}
            </ChoiceCard>
          ))}
        </div>
      </fieldset>
      <TextPreview mode={chosen} pairs={pairs} />
    </div>
  );
}
