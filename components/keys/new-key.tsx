'use client';

import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, use, useState } from 'react';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { Revealed } from '@/lib/keys/revealed';
import { routes } from '@/lib/routes';
import type { KeyActions } from './key-actions';
import { useShortcut } from './shortcut';

// The modals' machinery is loaded when one opens, not with the page.
const NewKeyForm = dynamic(() => import('./new-key-form').then((module) => module.NewKeyForm));
const RevealKeyDialog = dynamic(() => import('./reveal-key-dialog').then((module) => module.RevealKeyDialog));

const OpenNewKey = createContext<{ open: () => void; refusal: string | null }>({ open: () => {}, refusal: null });

type NewKeyProviderProps = {
  create: KeyActions['create'];
  /** The account's approved sender IDs. */
  senders: string[];
  /** Why nobody can make a key now; null when they can. */
  refusal: string | null;
  children: ReactNode;
};

/** Holds the modal and the one-time reveal above the page's content, which changes once the key exists. */
export function NewKeyProvider({ create, senders, refusal, children }: NewKeyProviderProps) {
  const [formOpen, setFormOpen] = useState(false);
  const [revealed, setRevealed] = useState<{ key: Revealed; copyable: boolean } | null>(null);
  const router = useRouter();
  const open = () => setFormOpen(true);
  useShortcut('n', refusal === null && revealed === null, open);

  function close() {
    if (!revealed) return;
    setRevealed(null);
    toast.success('Success', {
      description: `“${revealed.key.name}” is ready to send.`,
      action: { label: 'How to send', onClick: () => router.push(routes.apiReference('send')) },
    });
  }

  return (
    <OpenNewKey value={{ open, refusal }}>
      {children}
      {formOpen && (
        <NewKeyForm
          create={create}
          senders={senders}
          onClose={() => setFormOpen(false)}
          onCreated={(key, copyable) => {
            setFormOpen(false);
            setRevealed({ key, copyable });
          }}
        />
      )}
      {revealed && <RevealKeyDialog revealed={revealed.key} copyable={revealed.copyable} onOk={close} />}
    </OpenNewKey>
  );
}

/** "+ New API Key". When it cannot be used it stays where it is and says why. */
export function NewKeyButton() {
  const { open, refusal } = use(OpenNewKey);
  return (
    <Button
      look="primary"
      onClick={() => (refusal ? toast.error('No key was created', { description: refusal }) : open())}
      aria-disabled={refusal ? true : undefined}
      aria-keyshortcuts="n"
      title={refusal ?? undefined}
    >
      <Plus aria-hidden strokeWidth={1.75} />
      New API Key
    </Button>
  );
}
