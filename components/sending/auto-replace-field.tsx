'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { ChoiceCard } from '@/components/form/choice-card';
import { MODES } from '@/components/replacements/modes';
import type { ReadTable } from '@/components/replacements/replacement-actions';
import { Button } from '@/components/ui/button';
import type { AutoReplaceMode } from '@/lib/messages/auto-replace-modes';

const LoadedPreview = dynamic(() =>
  import('@/components/replacements/loaded-preview').then((module) => module.LoadedPreview),
);

type AutoReplaceFieldProps = {
  /** Empty: none of them. */
  value: AutoReplaceMode | '';
  /** What counts where none is chosen, and what choosing none is called. */
  inherited: AutoReplaceMode;
  unset: { title: string; meaning: string };
  readTable: ReadTable;
  disabled?: boolean;
  onChange: (mode: AutoReplaceMode | '') => void;
};

/** Off, on, full, or none of them. */
export function AutoReplaceField(props: AutoReplaceFieldProps) {
  const { value, inherited, unset, readTable, disabled, onChange } = props;
  const [showsExample, setShowsExample] = useState(false);
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">Auto-replace</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        <ChoiceCard
          name="auto-replace"
          title={unset.title}
          checked={value === ''}
          onChange={() => onChange('')}
          disabled={disabled}
        >
          {unset.meaning}
        </ChoiceCard>
        {MODES.map(({ mode, title, meaning }) => (
          <ChoiceCard
            key={mode}
            name="auto-replace"
            title={title}
            checked={value === mode}
            onChange={() => onChange(mode)}
            disabled={disabled}
          >
            {meaning}
          </ChoiceCard>
        ))}
      </div>
      <div className="mt-2">
        {showsExample ? (
          <LoadedPreview mode={value === '' ? inherited : value} read={readTable} />
        ) : (
          <Button look="quiet" size="small" className="-ml-2.5" onClick={() => setShowsExample(true)}>
            Try it on a text
          </Button>
        )}
      </div>
    </fieldset>
  );
}
