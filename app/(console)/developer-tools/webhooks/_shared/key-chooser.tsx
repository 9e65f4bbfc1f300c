'use client';

import { X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { callAction } from '@/components/form/call-action';
import { cn } from '@/components/ui/cn';
import { Input } from '@/components/ui/input';
import { findKeysAction } from '../actions';

export type KeyChoice = { id: string; name: string };
type Found = KeyChoice & { masked: string };

const DEBOUNCE_MS = 200;

type KeyChooserProps = {
  value: string[];
  /** Names of keys that are chosen already. */
  known: KeyChoice[];
  onChange: (ids: string[]) => void;
  error: string | undefined;
};

/** Limits an endpoint to some keys, found while the user types: an account can have very many. */
export function KeyChooser({ value, known, onChange, error }: KeyChooserProps) {
  const id = useId();
  const [names, setNames] = useState(() => new Map(known.map((key) => [key.id, key.name])));
  const { text, setText, found, isOpen, close } = useKeySearch(value);
  const [active, setActive] = useState(0);
  const field = useRef<HTMLInputElement>(null);

  function choose(key: Found | undefined) {
    if (!key) return;
    setNames(new Map(names).set(key.id, key.name));
    onChange([...value, key.id]);
    close();
    field.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape' && isOpen) close();
    else if (event.key === 'Enter' && isOpen) choose(found[active]);
    else if (event.key === 'ArrowDown') setActive(Math.min(active + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(active - 1, 0));
    // Enter must not submit the form while a key is searched for.
    else if (event.key !== 'Enter') return;
    event.preventDefault();
  }

  const shown = Math.min(active, Math.max(0, found.length - 1));
  return (
    <div>
      <label htmlFor={`${id}-field`} className="mb-1.5 block font-medium">
        Keys <span className="font-normal text-soft">optional</span>
      </label>
      {value.length > 0 && (
        <ul className="mb-2 flex flex-wrap gap-2">
          {value.map((keyId) => (
            <li key={keyId} className="flex max-w-full items-center rounded-control bg-accent-tint text-accent">
              <span className="truncate py-1.5 pl-2.5">{names.get(keyId) ?? 'A deleted key'}</span>
              <button
                type="button"
                aria-label={`Remove ${names.get(keyId) ?? 'the deleted key'}`}
                onClick={() => onChange(value.filter((each) => each !== keyId))}
                className="grid size-8 shrink-0 place-items-center rounded-control hover:text-ink"
              >
                <X aria-hidden className="size-3.5" strokeWidth={2} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="relative">
        <Input
          ref={field}
          id={`${id}-field`}
          role="combobox"
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={isOpen && found[shown] ? `${id}-${found[shown].id}` : undefined}
          aria-describedby={`${id}-note`}
          aria-invalid={error ? true : undefined}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          placeholder="Search keys by name"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
        <div
          id={`${id}-list`}
          role="listbox"
          aria-label="Keys that match"
          hidden={!isOpen}
          className="floating absolute top-full z-20 mt-1.5 w-full rounded-card border bg-card p-1 shadow-float"
        >
          {found.map((key, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and handles the keys.
            <div
              key={key.id}
              id={`${id}-${key.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === shown}
              // The field keeps the focus, whose loss closes the list.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(key)}
              className={cn(
                'flex cursor-pointer items-baseline justify-between gap-4 rounded-[8px] px-2.5 py-2 hover:bg-hover',
                index === shown && 'bg-hover',
              )}
            >
              <span className="truncate">{key.name}</span>
              <span className="shrink-0 font-mono text-small text-soft">{key.masked}</span>
            </div>
          ))}
        </div>
      </div>
      <p id={`${id}-note`} className={error ? 'mt-1.5 text-bad' : 'mt-1.5 text-small text-soft'}>
        {error ?? noteOf(value.length, text, isOpen)}
      </p>
    </div>
  );
}

function noteOf(chosen: number, text: string, isOpen: boolean): string {
  if (text.trim() !== '' && !isOpen) return 'No other key has this name.';
  if (chosen === 0) return 'None chosen: reports of all keys, also of later ones.';
  return chosen === 1 ? 'Only reports of this key.' : `Only reports of these ${chosen} keys.`;
}

/** Keys that match the text and are not chosen yet. */
function useKeySearch(chosen: string[]) {
  const [text, setText] = useState('');
  const [result, setResult] = useState<Found[]>([]);
  useEffect(() => {
    const search = text.trim();
    if (search === '') return;
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const answer = await callAction(() => findKeysAction({ search }));
      if (isCurrent) setResult(answer.ok ? answer.data : []);
    }, DEBOUNCE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [text]);
  const found = text.trim() === '' ? [] : result.filter(({ id }) => !chosen.includes(id));
  const close = () => {
    setText('');
    setResult([]);
  };
  return { text, setText, found, isOpen: found.length > 0, close };
}
