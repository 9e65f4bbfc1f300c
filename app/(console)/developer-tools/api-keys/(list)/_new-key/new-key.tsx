'use client';

import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, use, useState } from 'react';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { routes } from '@/lib/base/routes';
import type { Revealed } from '@/lib/keys/new-secret';
import { useShortcut } from '../shortcuts';

// Loaded when the first dialog opens, not with the page.
const NewKeyForm = dynamic(() => import('./new-key-form').then((module) => module.NewKeyForm));
const RevealKeyDialog = dynamic(() =>
  import('../../_shared/reveal-key-dialog').then((module) => module.RevealKeyDialog),
);

const OpenNewKey = createContext<{ open: () => void; refusal: string | null }>({ open: () => {}, refusal: null });

type NewKeyProviderProps = {
  /** The account's approved sender IDs. */
  senders: string[];
  /** The reason why no key can be created now; null if one can. */
  refusal: string | null;
  children: ReactNode;
};

/** Holds the dialogs outside of the page's content, which is replaced when the first key exists. */
export function NewKeyProvider({ senders, refusal, children }: NewKeyProviderProps) {
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

/** Opens the form of a new key. If no key can be created, it shows the reason instead. */
export function NewKeyButton() {
  const { open, refusal } = use(OpenNewKey);
  return (
    <Button
      variant="primary"
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
