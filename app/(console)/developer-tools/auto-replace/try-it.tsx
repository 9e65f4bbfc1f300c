'use client';

import { useState } from 'react';
import { AUTO_REPLACE_MODES } from '@/components/auto-replace/mode-labels';
import { TextPreview } from '@/components/auto-replace/text-preview';
import { ChoiceCard } from '@/components/form/choice-card';
import type { Pair } from '@/lib/replacements/rules';
import type { AutoReplaceMode } from '@/lib/text/auto-replace-modes';

/** Shows the effect of each mode on a text. */
export function TryIt({ pairs }: { pairs: readonly Pair[] }) {
  const [chosen, setChosen] = useState<AutoReplaceMode>('on');
  return (
    <div className="space-y-4">
      <fieldset>
        <legend className="sr-only">Mode to try</legend>
        <div className="grid gap-2 sm:grid-cols-3">
          {AUTO_REPLACE_MODES.map(({ mode, title, description }) => (
            <ChoiceCard
              key={mode}
              name="try-mode"
              title={title}
              checked={chosen === mode}
              onChange={() => setChosen(mode)}
            >
              {description}
            </ChoiceCard>
          ))}
        </div>
      </fieldset>
      <TextPreview mode={chosen} pairs={pairs} />
    </div>
  );
}
