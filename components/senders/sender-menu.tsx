'use client';

import { OnDemand, overlay } from '@/components/ui/on-demand';
import { RowMenuButton } from '@/components/ui/row-menu-button';
import type { OwnSenderId } from '@/lib/senders/queries';
import type { SenderActions } from './sender-actions';

export type SenderMenuProps = {
  sender: Pick<OwnSenderId, 'id' | 'value' | 'state' | 'note' | 'accountDefault' | 'keys' | 'moreKeys'>;
  operator: boolean;
  actions: SenderActions;
};

const OPEN = overlay<SenderMenuProps>(async () => (await import('./sender-menu-open')).SenderMenuOpen);

/** What can be done with one sender ID. */
export function SenderMenu(props: SenderMenuProps) {
  return (
    <OnDemand
      overlay={OPEN}
      kind="menu"
      props={props}
      button={(opener) => <RowMenuButton name={props.sender.value} {...opener} />}
    />
  );
}
