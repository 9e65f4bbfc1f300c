'use client';

import { Search } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Input } from '@/components/ui/input';
import { useKeyList } from '../key-list-provider';
import { useShortcut } from '../shortcuts';

const DEBOUNCE_MS = 250;

/** Searches while the user types. A search is one entry of the browser history, not one for each letter. */
export function SearchBox() {
  const { filter, pending, addressWith, go } = useKeyList();
  const [text, setText] = useState(filter.search);
  const sent = useRef(filter.search);
  const field = useRef<HTMLInputElement>(null);
  useShortcut('/', true, () => field.current?.focus());

  const submit = useEffectEvent(() => {
    const query = text.trim();
    if (query === sent.current) return;
    const replace = sent.current !== '' && query !== '';
    sent.current = query;
    go(addressWith({ search: query }), { replace });
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the text restarts the delay.
  useEffect(() => {
    const timer = setTimeout(() => submit(), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text]);

  // The buttons Back, Forward and Clear change the address without the field.
  useEffect(() => {
    if (pending || filter.search === sent.current) return;
    sent.current = filter.search;
    setText(filter.search);
  }, [filter.search, pending]);

  return (
    <div className="relative w-full sm:w-auto sm:min-w-56 sm:max-w-80 sm:flex-1">
      <Search aria-hidden className="absolute top-2.5 left-3 size-4 text-soft" strokeWidth={1.75} />
      <Input
        ref={field}
        type="search"
        aria-label="Search keys"
        aria-keyshortcuts="/"
        placeholder="Name, description, last characters"
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') submit();
        }}
        className="peer h-9! pr-9 pl-9"
      />
      <kbd
        aria-hidden
        className="pointer-events-none absolute top-2 right-2 rounded-[5px] border px-1.5 font-mono text-small leading-4.5 text-soft peer-focus:hidden peer-[:not(:placeholder-shown)]:hidden max-sm:hidden"
      >
        /
      </kbd>
    </div>
  );
}
