'use client';

import { Copy, MessageSquareText, PanelRightOpen, Power, RotateCw, Trash2, Webhook } from 'lucide-react';
import Link from 'next/link';
import { useState, useTransition } from 'react';
import { callAction, reportFailure } from '@/components/form/report-failure';
import { writeClipboard } from '@/components/ui/copy-button';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import { RowMenuButton } from '@/components/ui/row-menu-button';
import { toast } from '@/components/ui/toast';
import { routes } from '@/lib/routes';
import { DeleteKeyDialog } from './delete-key-dialog';
import type { KeyActions } from './key-actions';
import type { KeyMenuProps } from './key-menu';
import { announceSwitch } from './key-status-switch';

export function KeyMenuOpen({ id, name, enabled, copyable, manages, actions }: KeyMenuProps) {
  const [deleting, setDeleting] = useState(false);
  const [, startTransition] = useTransition();

  async function copy(get: KeyActions['copy'], what: string) {
    const result = await callAction(() => get({ id }));
    if (!result.ok) reportFailure('Not copied', result.error);
    else if (await writeClipboard(result.data)) toast.success('Copied', { description: `The ${what} of “${name}”.` });
    else toast.error('Not copied', { description: 'The browser refused access to the clipboard.' });
  }

  function setEnabled(next: boolean, undoing = false) {
    startTransition(async () => {
      const result = await callAction(() => actions.setEnabled({ id, enabled: next }));
      if (!result.ok) reportFailure(`“${name}” was not ${next ? 'enabled' : 'disabled'}`, result.error);
      else announceSwitch(name, next, undoing ? undefined : () => setEnabled(!next, true));
    });
  }

  return (
    <>
      <DropdownMenu defaultOpen>
        <DropdownMenuTrigger asChild>
          <RowMenuButton name={name} />
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          <DropdownMenuItem asChild>
            <Link href={routes.apiKey(id)} prefetch={false}>
              <PanelRightOpen aria-hidden strokeWidth={1.75} /> Open
            </Link>
          </DropdownMenuItem>
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
              <DropdownMenuItem asChild>
                <Link href={routes.apiKey(id, 'rotation')} prefetch={false}>
                  <RotateCw aria-hidden strokeWidth={1.75} /> Rotate…
                </Link>
              </DropdownMenuItem>
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
