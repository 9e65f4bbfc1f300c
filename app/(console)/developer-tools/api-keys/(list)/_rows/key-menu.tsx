'use client';

import { Copy, MessageSquareText, PanelRightOpen, Power, RotateCw, Trash2, Webhook } from 'lucide-react';
import { type ReactElement, useState, useTransition } from 'react';
import { callAction, reportFailure } from '@/components/form/call-action';
import { writeClipboard } from '@/components/ui/copy-button';
import { DropdownMenuItem, DropdownMenuSeparator, OpenMenu } from '@/components/ui/dropdown-menu';
import { Link } from '@/components/ui/link';
import { toast } from '@/components/ui/toast';
import { routes } from '@/lib/base/routes';
import { announceSwitch } from '../../_shared/key-controls';
import { copyKeyAction, copyWebhookSecretAction, setKeyEnabledAction } from '../../actions';
import { DeleteKeyDialog } from './delete-key-dialog';

export type KeyMenuProps = {
  id: string;
  name: string;
  enabled: boolean;
  copyable: boolean;
  /** Whether the user may enable, disable and delete keys. */
  manages: boolean;
};

/** The actions on one key of the list. */
export function KeyMenu(props: KeyMenuProps & { trigger: ReactElement }) {
  const { id, name, enabled, copyable, manages, trigger } = props;
  const [deleting, setDeleting] = useState(false);
  const [, startTransition] = useTransition();

  async function copy(get: typeof copyKeyAction, what: string) {
    const result = await callAction(() => get({ id }));
    if (!result.ok) reportFailure('Not copied', result.error);
    else if (await writeClipboard(result.data)) toast.success('Copied', { description: `The ${what} of “${name}”.` });
    else toast.error('Not copied', { description: 'The browser refused access to the clipboard.' });
  }

  function setEnabled(next: boolean, undoing = false) {
    startTransition(async () => {
      const result = await callAction(() => setKeyEnabledAction({ id, enabled: next }));
      if (!result.ok) reportFailure(`“${name}” was not ${next ? 'enabled' : 'disabled'}`, result.error);
      else announceSwitch(name, next, undoing ? undefined : () => setEnabled(!next, true));
    });
  }

  return (
    <>
      <OpenMenu trigger={trigger}>
        <DropdownMenuItem asChild>
          <Link href={routes.apiKey(id)} prefetch={false}>
            <PanelRightOpen aria-hidden strokeWidth={1.75} /> Open
          </Link>
        </DropdownMenuItem>
        {copyable && (
          <DropdownMenuItem onSelect={() => copy(copyKeyAction, 'key')}>
            <Copy aria-hidden strokeWidth={1.75} /> Copy
          </DropdownMenuItem>
        )}
        <DropdownMenuItem onSelect={() => copy(copyWebhookSecretAction, 'webhook secret')}>
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
      </OpenMenu>
      <DeleteKeyDialog id={id} name={name} open={deleting} onOpenChange={setDeleting} />
    </>
  );
}
