'use client';

import { useRouter } from 'next/navigation';
import { type ComponentProps, createContext, type ReactNode, use, useTransition } from 'react';
import { cn } from '@/components/ui/cn';
import { Link } from '@/components/ui/link';
import type { KeyFilter } from '@/lib/keys/schema';
import { DEFAULT_FILTER, keyListAddress } from './list-address';

type KeyList = {
  filter: KeyFilter;
  /** Whether another view of the list is loading. */
  pending: boolean;
  /** Shows the list at `address`; the current rows stay until the new ones are loaded. */
  go: (address: string, options?: { replace?: boolean; scroll?: boolean }) => void;
};

const KeyListContext = createContext<KeyList>({ filter: DEFAULT_FILTER, pending: false, go: () => {} });

/** Provides the filter of the list and the navigation to other views of it. */
export function KeyListProvider({ filter, children }: { filter: KeyFilter; children: ReactNode }) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const go: KeyList['go'] = (address, { replace = false, scroll = false } = {}) => {
    startTransition(() => (replace ? router.replace : router.push)(address, { scroll }));
  };
  return <KeyListContext value={{ filter, pending, go }}>{children}</KeyListContext>;
}

export function useKeyList(): KeyList & { addressWith: (changes: Partial<KeyFilter>) => string } {
  const list = use(KeyListContext);
  // A change of filter or order starts at the first page.
  return { ...list, addressWith: (changes) => keyListAddress({ ...list.filter, page: 1, ...changes }) };
}

type ListLinkProps = Omit<ComponentProps<typeof Link>, 'href' | 'scroll'> & {
  changes: Partial<KeyFilter>;
  /** Whether to scroll to the top, as for another page of rows. */
  toTop?: boolean;
};

/** A link to another view of the list. It also works in a new tab. */
export function ListLink({ changes, toTop = false, ...props }: ListLinkProps) {
  const { addressWith, go } = useKeyList();
  const address = addressWith(changes);
  return (
    <Link
      {...props}
      href={address}
      prefetch={false}
      onNavigate={(event) => {
        event.preventDefault();
        go(address, { scroll: toTop });
      }}
    />
  );
}

/** The rows, dimmed while others are loading. */
export function ListBody({ children }: { children: ReactNode }) {
  const { pending } = useKeyList();
  return (
    <div aria-busy={pending} className={cn('transition-opacity duration-150', pending && 'opacity-55')}>
      {children}
    </div>
  );
}
