'use client';

import { Copy, Ellipsis, MessageSquareText, Power, Trash2, Webhook } from 'lucide-react';
import Link from 'next/link';
import { useState, useTransition } from 'react';
import { callAction, reportFailure } from '@/components/form/report-failure';
import { Button } from '@/components/ui/button';
import { writeClipboard } from '@/components/ui/copy-button';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import { toast } from '@/components/ui/toast';
import { routes } from '@/lib/routes';
import { DeleteKeyDialog } from './delete-key-dialog';
import type { KeyActions, RowActions } from './key-actions';
import { announceSwitch } from './key-status-switch';

type KeyMenuProps = {
  id: string;
  name: string;
  enabled: boolean;
  copyable: boolean;
  /** Whether the person may switch and delete keys. */
  manages: boolean;
  actions: RowActions;
};

/** What can be done with one key. */
export function KeyMenu({ id, name, enabled, copyable, manages, actions }: KeyMenuProps) {
  const [deleting, setDeleting] = useState(false);
  const [, startTransition] = useTransition();

  async function copy(get: KeyActions['copy'], what: string) {
    const result = await callAction(() => get({ id }));
    if (!result.ok) reportFailure('Not copied', result.error);
    else if (await writeClipboard(result.data)) toast.success('Copied', { description: `The ${what} of “${name}”.` });
    else toast.error('Not copied', { description: 'The browser refused access to the clipboard.' });
  }

  function setEnabled(next: boolean) {
    startTransition(async () => {
      const result = await callAction(() => actions.setEnabled({ id, enabled: next }));
      if (!result.ok) reportFailure(`“${name}” was not ${next ? 'enabled' : 'disabled'}`, result.error);
      else announceSwitch(name, next);
    });
  }

  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button look="quiet" size="icon" aria-label={`Actions for ${name}`}>
            <Ellipsis aria-hidden strokeWidth={1.75} />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          {copyable && (
            <DropdownMenuItem onSelect={() => copy(actions.copy, 'key')}>
              <Copy aria-hidden strokeWidth={1.75} /> Copy
            </DropdownMenuItem>
          )}
          <DropdownMenuItem onSelect={() => copy(actions.copyWebhookSecret, 'webhook secret')}>
            <Webhook aria-hidden strokeWidth={1.75} /> Copy webhook secret
          </DropdownMenuItem>
          <DropdownMenuItem asChild>
            <Link href={routes.messages({ key: id })}>
              <MessageSquareText aria-hidden strokeWidth={1.75} /> Its messages
            </Link>
          </DropdownMenuItem>
          {manages && (
            <>
              <DropdownMenuItem onSelect={() => setEnabled(!enabled)}>
                <Power aria-hidden strokeWidth={1.75} /> {enabled ? 'Disable' : 'Enable'}
              </DropdownMenuItem>
              <DropdownMenuSeparator />
              <DropdownMenuItem danger onSelect={() => setDeleting(true)}>
                <Trash2 aria-hidden strokeWidth={1.75} /> Delete…
              </DropdownMenuItem>
            </>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      <DeleteKeyDialog id={id} name={name} open={deleting} onOpenChange={setDeleting} remove={actions.delete} />
    </>
  );
}
