'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { ChoiceCard } from '@/components/form/choice-card';
import { Button } from '@/components/ui/button';
import type { AutoReplaceMode } from '@/lib/text/auto-replace-modes';
import type { ReadTable } from './loaded-preview';
import { AUTO_REPLACE_MODES } from './mode-labels';

const LoadedPreview = dynamic(() => import('./loaded-preview').then((module) => module.LoadedPreview));

type AutoReplaceFieldProps = {
  /** Empty if the mode is inherited. */
  value: AutoReplaceMode | '';
  /** The inherited mode, and the label of the choice to inherit. */
  inherited: AutoReplaceMode;
  unset: { title: string; description: string };
  readTable: ReadTable;
  disabled?: boolean;
  onChange: (mode: AutoReplaceMode | '') => void;
};

/** Chooses the mode: off, on, full, or inherited. */
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
          {unset.description}
        </ChoiceCard>
        {AUTO_REPLACE_MODES.map(({ mode, title, description }) => (
          <ChoiceCard
            key={mode}
            name="auto-replace"
            title={title}
            checked={value === mode}
            onChange={() => onChange(mode)}
            disabled={disabled}
          >
            {description}
          </ChoiceCard>
        ))}
      </div>
      <div className="mt-2">
        {showsExample ? (
          <LoadedPreview mode={value === '' ? inherited : value} read={readTable} />
        ) : (
          <Button variant="quiet" size="small" className="-ml-2.5" onClick={() => setShowsExample(true)}>
            Try it on a text
          </Button>
        )}
      </div>
    </fieldset>
  );
}
